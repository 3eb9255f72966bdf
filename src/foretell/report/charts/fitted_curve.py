"""A fitted curve over its first input, and what it says beside what was found."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from foretell.laws.predict import predict_curve
from foretell.laws.tables.table import Table, column
from foretell.nouns import Curve
from foretell.report.charts.anyones import GRID, MOST
from foretell.report.charts.style import FORETOLD, INK, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, listed, number

Columns = dict[str, NDArray[np.float64]]


def over_input(curve: Curve, table: Table) -> Figure:
    """The target over the first input, any other input held at the middle of its runs."""
    first, others = curve.inputs[0], curve.inputs[1:]
    points = points_of(curve, table)
    held = {name: float(np.median(points[name])) for name in others}
    rows, x, y = _line(curve, held), _x(curve), _y(curve)
    line = chart(rows).encode(x=x)
    band = line.mark_area(color=FORETOLD, opacity=0.18).encode(y=y("low"), y2="high:Q")
    layers = [band, line.mark_line(color=FORETOLD, strokeWidth=2).encode(y=y("centre"))] if rows else []
    at = f" It is drawn at {listed([f'{name} {number(value, 3)}' for name, value in held.items()])}." if held else ""
    off = " Runs with other values of these lie off the line for that reason alone." if held else ""
    count = len(points[curve.target])
    return Figure(
        title=f"{said(curve.target).capitalize()} over {said(first)}",
        see=f"The line is {curve.form}, with its 80 % band; each mark is a run.{at}{off}",
        alternative=f"{said(curve.target)} over {said(first)}: {counted(count, 'run')} and the fitted curve.",
        chart=wide([*layers, _marks(points, curve, x, y("found"))], 380),
        columns=(first, f"{curve.target} by the curve", "80 % low", "high"),
        rows=[
            (number(r["x"]), *(cite(curve, number(r[k])) for k in ("centre", "low", "high")))
            for r in rows[:: GRID // 12]
        ],
    )


def beside(curve: Curve, table: Table) -> Figure:
    """What the curve says of each run beside what was found, along the line on which both are alike."""
    points = points_of(curve, table)
    said_of = predict_curve(curve, **{name: points[name] for name in curve.inputs})[0]
    found = points[curve.target]
    known = np.isfinite(said_of)
    rows: list[dict[str, Any]] = [
        {"said": float(s), "found": float(f), "tip": f"foretold {number(float(s))}, found {number(float(f))}"}
        for s, f in zip(said_of[known], found[known], strict=True)
    ]
    ends = [*(row["said"] for row in rows), *(row["found"] for row in rows)]
    alike = [{"said": end, "found": end} for end in (min(ends, default=0.0), max(ends, default=1.0))]
    x = alt.X("said:Q", title=f"{said(curve.target)} by the curve").scale(zero=False)
    y = alt.Y("found:Q", title=f"{said(curve.target)} found").scale(zero=False)
    line = chart(alike).mark_line(color=SOFT, strokeDash=[4, 3]).encode(x=x, y=y)
    mark = chart(rows).mark_point(filled=True, color=INK, size=34, opacity=0.75).encode(x=x, y=y, tooltip="tip:N")
    return Figure(
        title="Said beside found",
        see="On the dashed line both are alike; the farther from it, the more the curve misses.",
        alternative=f"{counted(len(rows), 'run')}: what the curve says beside what was found.",
        chart=wide([line, mark], 320),
        columns=("by the curve", "found"),
        rows=[(cite(curve, number(row["said"])), number(row["found"])) for row in rows],
    )


def points_of(curve: Curve, table: Table) -> Columns:
    """The curve's columns over the rows that have them all, thinned where they are more than a page bears."""
    columns = {name: column(table, name) for name in (*curve.inputs, curve.target)}
    good = np.all([np.isfinite(values) for values in columns.values()], axis=0)
    good &= np.all([columns[name] > 0.0 for name in curve.inputs], axis=0)
    rows = np.flatnonzero(good)
    rows = rows[:: -(-len(rows) // MOST) or 1]
    return {name: values[rows] for name, values in columns.items()}


def said(name: str) -> str:
    """A column in words."""
    return {"params": "parameters", "flops": "training compute"}.get(name, name.replace("_", " "))


def _line(curve: Curve, held: dict[str, float]) -> list[dict[str, Any]]:
    first = curve.inputs[0]
    low, high = curve.ranges[first]
    if low == high:
        return []
    at = np.geomspace(low, high, GRID)
    values = np.column_stack([at, *predict_curve(curve, **{first: at}, **held)])
    good = np.isfinite(values).all(axis=1) & (not _is_logarithmic(curve) or (values > 0.0).all(axis=1))
    return [{"x": x, "centre": c, "low": a, "high": b} for x, c, a, b in values[good].tolist()]


def _marks(points: Columns, curve: Curve, x: alt.X, y: alt.Y) -> alt.Chart:
    pairs = zip(points[curve.inputs[0]].tolist(), points[curve.target].tolist(), strict=True)
    rows = [
        {"x": a, "found": b, "tip": f"{said(curve.inputs[0])} {number(a)}: {number(b)}"}
        for a, b in pairs
        if b > 0.0 or not _is_logarithmic(curve)
    ]
    mark = chart(rows).mark_point(filled=True, color=INK, size=34, opacity=0.75)
    marks: alt.Chart = mark.encode(x=x, y=y, tooltip="tip:N")
    return marks


def _x(curve: Curve) -> alt.X:
    """Logarithmic where the input spans more than a tenfold, as counts do and losses do not."""
    first = curve.inputs[0]
    low, high = curve.ranges[first]
    if high > 10.0 * low:
        return log_x("x", said(first), "flops" if first == "flops" else "count")
    return alt.X("x:Q", title=said(first)).scale(zero=False)


def _y(curve: Curve) -> Any:
    title = said(curve.target)
    scale = alt.Scale(type="log", nice=False, padding=10) if _is_logarithmic(curve) else alt.Scale(zero=False)
    return lambda field: alt.Y(f"{field}:Q", title=title, scale=scale)


def _is_logarithmic(curve: Curve) -> bool:
    """Losses, rates and batches are fitted by their logarithm; an accuracy may be 0."""
    low, high = curve.ranges.get(curve.target, (0.0, 0.0))
    return low > 0.0 and high > 1.5 * low and "accuracy" not in curve.target
