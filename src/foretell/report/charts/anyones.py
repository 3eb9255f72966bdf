"""A law over anybody's table: loss over size, loss over compute, and the best size over compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from foretell.laws import Table, optimum, predict
from foretell.laws.tables.budgets import budgets
from foretell.nouns import Law
from foretell.report.charts.budgets import budget_color, budget_shape
from foretell.report.charts.style import FORETOLD, INK, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number

CLASSES = 7  # as many as there are shapes
MOST = 2000  # points drawn: a page stays readable, and opens, whatever the table's length
GRID = 60  # points on a line
SIZES = 24  # points on the line of best sizes, each of which asks every draw


@dataclass(frozen=True)
class Class:
    """Runs of about one compute: its name, the geometric mean in FLOPs, and the rows [k] of the table."""

    name: str
    flops: float
    rows: Any


def classes(table: Table) -> list[Class]:
    """The table's budgets, or where they are too many to tell apart, equal ranges of ln C."""
    groups = budgets(table)
    if len(groups) > CLASSES:
        ln_C = np.log(table.flops)
        place = np.digitize(ln_C, np.linspace(ln_C.min(), ln_C.max(), CLASSES + 1)[1:-1])
        groups = [np.flatnonzero(place == i) for i in np.unique(place)]
    middles = [float(np.exp(np.log(table.flops[rows]).mean())) for rows in groups]
    return [Class(number(C), C, rows) for C, rows in zip(middles, groups, strict=True)]


def over_size(law: Law, table: Table) -> Figure:
    """Loss over parameters, a shape and a fitted curve for each class of compute; crosses are IsoFLOP minima."""
    groups = classes(table)
    points, names = _points(table, groups), [group.name for group in groups]
    curves = [row for group in groups for row in _curve(law, table, group)]
    x = log_x("params", "parameters", "count")
    line = chart(curves).mark_line(strokeWidth=1.5).encode(x=x, y=_loss("loss"), color=budget_color(names))
    marks = _marks(points, x, names)
    return Figure(
        title="Loss over size",
        see=f"Each mark is a run, each line {law.form} at one compute. × marks a budget's best size.",
        alternative=f"{counted(len(points), 'run')} and {counted(len(groups), 'fitted curve')}: loss over parameters.",
        chart=wide([*([line] if curves else []), marks, *_minima(law, x, "params")], 380),
        columns=("FLOPs", "parameters", "tokens", "loss", "the law says", "off"),
        rows=_table_rows(law, table),
    )


def over_compute(law: Law, table: Table) -> Figure:
    """Loss over compute: every run, and the frontier of best sizes with its band."""
    groups = classes(table)
    frontier, x = frontier_rows(law), log_x("flops", "training compute (FLOPs)", "flops")
    base = chart(frontier).encode(x=x)
    band = base.mark_area(color=FORETOLD, opacity=0.2).encode(y=_loss("low"), y2="high:Q")
    line = base.mark_line(color=FORETOLD, strokeWidth=2).encode(y=_loss("centre"))
    marks = _marks(_points(table, groups), x, [group.name for group in groups])
    drawn = "The line is the loss at the best size for each compute, with its 80 % band."
    return Figure(
        title="Loss over compute",
        see=drawn if frontier else "The law has no best size here, so no frontier is drawn.",
        alternative=f"Loss over compute with the compute-optimal frontier of {law.form}.",
        chart=wide([*([band, line] if frontier else []), marks, *_minima(law, x, "flops")], 380),
        columns=("FLOPs", "loss at the best size", "80 % low", "high"),
        rows=[(number(r["flops"]), *(cite(law, number(r[k])) for k in ("centre", "low", "high"))) for r in frontier],
    )


def best_sizes(law: Law) -> Figure | None:
    """The best size over compute with its interval; None where the law has none."""
    try:
        rows = [_best(law, float(C)) for C in np.geomspace(*law.flops_range, SIZES)]
    except ValueError:
        return None
    x = log_x("flops", "training compute (FLOPs)", "flops")
    base = chart(rows).encode(x=x)
    y = alt.Y("low:Q", title="parameters").scale(type="log", nice=False, padding=10).axis(format="~s", grid=False)
    band = base.mark_area(color=FORETOLD, opacity=0.2).encode(y=y, y2="high:Q")
    line = base.mark_line(color=FORETOLD, strokeWidth=2).encode(y="centre:Q")
    exponent = law.intervals.get("params_exponent")
    span = f" ({number(exponent.low, 3)} to {number(exponent.high, 3)})" if exponent else ""
    return Figure(
        title="The best size for a compute",
        see=cite(law, f"N* grows as C^{number(law.params_exponent, 3)}{span}; the band is its 80 % interval."),
        alternative=f"Best size over compute, from {number(rows[0]['centre'])} to {number(rows[-1]['centre'])}.",
        chart=wide([band, line, *_minima(law, x, "flops", y="params")], 300),
        columns=("FLOPs", "best size", "80 % low", "high"),
        rows=[(number(r["flops"]), *(cite(law, number(r[k])) for k in ("centre", "low", "high"))) for r in rows],
    )


def _best(law: Law, flops: float) -> dict[str, float]:
    params, _ = optimum(law, flops)
    return {"flops": flops, "centre": params.centre, "low": params.low, "high": params.high}


def frontier_rows(law: Law) -> list[dict[str, float]]:
    """The loss at the law's own best size over the runs' compute, where it is a number."""
    flops = np.geomspace(*law.flops_range, GRID)
    rows = np.stack([flops, *predict(law, flops)], axis=1)
    kept = rows[np.isfinite(rows).all(axis=1)]
    return [dict(zip(("flops", "centre", "low", "high"), map(float, row), strict=True)) for row in kept]


def drawn_rows(table: Table) -> Any:
    """Which rows [k] are drawn: all, or every n-th of a table that is longer than a page bears."""
    return np.arange(0, len(table), -(-len(table) // MOST) or 1)


def _points(table: Table, groups: list[Class]) -> list[dict[str, Any]]:
    names = {int(row): group.name for group in groups for row in group.rows}
    return [_point(table, int(i), names[int(i)]) for i in drawn_rows(table)]


def _point(table: Table, i: int, name: str) -> dict[str, Any]:
    N, D, C, L = (float(column[i]) for column in (table.params, table.tokens, table.flops, table.loss))
    tip = f"{number(N)} parameters, {number(D)} tokens, {number(C)} FLOPs: {number(L)}"
    return {"params": N, "flops": C, "loss": L, "budget": name, "tip": tip}


def _marks(points: list[dict[str, Any]], x: alt.X, names: list[str]) -> alt.Chart:
    base: alt.Chart = chart(points).mark_point(filled=True, size=40, opacity=0.9)
    base = base.encode(color=budget_color(names), shape=budget_shape(names))
    return base.encode(x=x, y=_loss("loss"), tooltip="tip:N")


def _loss(field: str) -> alt.Y:
    """Logarithmic, as every law is fitted: a few runs far above the rest then do not flatten it."""
    return alt.Y(f"{field}:Q", title="loss").scale(type="log", nice=False, padding=10)


def _curve(law: Law, table: Table, group: Class) -> list[dict[str, Any]]:
    """The law at one compute over the sizes of its runs; no line through a single size."""
    low, high = table.params[group.rows].min(), table.params[group.rows].max()
    if low == high:
        return []
    sizes = np.geomspace(low, high, GRID)
    losses = predict(law, np.full(GRID, group.flops), sizes)[0]
    rows = [(float(N), float(L)) for N, L in zip(sizes, losses, strict=True) if np.isfinite(L)]
    return [{"params": N, "loss": L, "budget": group.name} for N, L in rows]


def _minima(law: Law, x: alt.X, field: str, y: str = "loss") -> list[alt.Chart]:
    rows = [
        {field: getattr(m, field), y: getattr(m, y), "tip": f"best at {number(m.flops)} FLOPs: {number(m.params)}"}
        for m in law.minima
        if m.interior
    ]
    cross = chart(rows).mark_point(shape="M-1,-1L1,1M-1,1L1,-1", size=70, strokeWidth=2.5, color=INK, opacity=1)
    return [cross.encode(x=x, y=alt.Y(f"{y}:Q"), tooltip="tip:N")] if rows else []


def _table_rows(law: Law, table: Table) -> list[tuple[str, ...]]:
    rows = drawn_rows(table)
    said = predict(law, table.flops[rows], table.params[rows])[0]
    return [_cells(law, table, int(i), float(s)) for i, s in zip(rows, said, strict=True)]


def _cells(law: Law, table: Table, i: int, said: float) -> tuple[str, ...]:
    N, D, C, L = (float(column[i]) for column in (table.params, table.tokens, table.flops, table.loss))
    off = f"{100 * np.log(said / L):+.2f} %" if np.isfinite(said) and said > 0 else "—"
    return (number(C), number(N), number(D), number(L), cite(law, number(said)), off)
