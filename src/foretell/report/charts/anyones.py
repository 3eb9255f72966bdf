"""A law over anybody's table: loss over size, and loss over compute."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from foretell.laws import Table, predict
from foretell.nouns import Law
from foretell.report.charts.best_size import compute_x
from foretell.report.charts.budgets import budget_color, budget_shape
from foretell.report.charts.compute_classes import Class, classes, curves_of
from foretell.report.charts.marks import minima_marks
from foretell.report.charts.style import FORETOLD, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number, percent

MOST = 2000  # points drawn: a page stays readable, and opens, whatever the table's length
GRID = 60  # points on a line


def over_size(law: Law, table: Table) -> Figure:
    """Loss over parameters: every run, the law's curve and band at each budget, and the IsoFLOP minima."""
    groups = classes(table)
    points, names = points_of(table, groups), [group.name for group in groups]
    drawn = [_curve(law, table, *each) for each in curves_of(groups)]
    rows, count = [row for curve in drawn for row in curve], sum(bool(curve) for curve in drawn)
    x = log_x("params", "parameters", "count")
    curves = _bands_and_lines(rows, x, names) if rows else []
    marks = run_marks(points, x, loss_y("loss"), names)
    return Figure(
        title="Loss over size",
        see=f"Each mark is a run, each line {law.form} at one compute with its 80 % band, × the lowest of a budget.",
        alternative=f"{counted(len(points), 'run')} and {counted(count, 'fitted curve')}: loss over parameters.",
        chart=wide([*curves, marks, *minima_marks(law, x, loss_y("loss"), "params", "loss")], 380),
        columns=("FLOPs", "parameters", "tokens", "loss", "the law says", "off the law"),
        rows=_table_rows(law, table),
    )


def over_compute(law: Law, table: Table) -> Figure:
    """Loss over compute: every run, and the frontier of best sizes with its band."""
    groups = classes(table)
    frontier, x = frontier_rows(law, *law.flops_range), compute_x()
    marks = run_marks(points_of(table, groups), x, loss_y("loss"), [group.name for group in groups])
    drawn = "The line is the loss at the best size for each compute, with its 80 % band."
    bottoms = minima_marks(law, x, loss_y("loss"), "flops", "loss")
    return Figure(
        title="Loss over compute",
        see=drawn if frontier else "The law has no best size here, so no frontier is drawn.",
        alternative=f"Loss over compute with the compute-optimal frontier of {law.form}.",
        chart=wide([*(frontier_layers(frontier) if frontier else []), marks, *bottoms], 380),
        columns=("FLOPs", "loss at the best size", "80 % low", "high"),
        rows=[(number(r["flops"]), *(cite(law, number(r[k])) for k in ("centre", "low", "high"))) for r in frontier],
    )


def frontier_rows(law: Law, low: float, high: float) -> list[dict[str, float]]:
    """The loss at the law's own best size from one compute to another, where it is a number."""
    flops = np.geomspace(low, high, GRID)
    rows = np.stack([flops, *predict(law, flops)], axis=1)
    kept = rows[np.isfinite(rows).all(axis=1) & (rows > 0.0).all(axis=1)]
    return [dict(zip(("flops", "centre", "low", "high"), map(float, row), strict=True)) for row in kept]


def frontier_layers(rows: list[dict[str, float]]) -> list[alt.Chart]:
    """Rows of `frontier_rows` as a band and a line."""
    base = chart(rows).encode(x=compute_x())
    band = base.mark_area(color=FORETOLD, opacity=0.2).encode(y=loss_y("low"), y2="high:Q")
    return [band, base.mark_line(color=FORETOLD, strokeWidth=2).encode(y=loss_y("centre"))]


def drawn_rows(table: Table) -> Any:
    """Which rows [k] are drawn: all, or every n-th of a table that is longer than a page bears."""
    return np.arange(0, len(table), -(-len(table) // MOST) or 1)


def points_of(table: Table, groups: list[Class]) -> list[dict[str, Any]]:
    """The drawn runs as rows with their class and a tip."""
    names = {int(row): group.name for group in groups for row in group.rows}
    return [_point(table, int(i), names[int(i)]) for i in drawn_rows(table)]


def _point(table: Table, i: int, name: str) -> dict[str, Any]:
    N, D, C, L = (float(column[i]) for column in (table.params, table.tokens, table.flops, table.loss))
    tip = f"{number(N)} parameters, {number(D)} tokens, {number(C)} FLOPs: {number(L)}"
    return {"params": N, "flops": C, "loss": L, "budget": name, "tip": tip}


def run_marks(points: list[dict[str, Any]], x: alt.X, y: alt.Y, names: list[str]) -> alt.Chart:
    """A mark for each run, coloured and shaped by its class."""
    base: alt.Chart = chart(points).mark_point(filled=True, size=40, opacity=0.9)
    base = base.encode(color=budget_color(names), shape=budget_shape(names))
    return base.encode(x=x, y=y, tooltip="tip:N")


def loss_y(field: str) -> alt.Y:
    """Logarithmic, as every law is fitted: a few runs far above the rest then do not flatten it."""
    return alt.Y(f"{field}:Q", title="loss").scale(type="log", nice=False, padding=10)


def _curve(law: Law, table: Table, name: str, flops: float, among: Any) -> list[dict[str, Any]]:
    """The law at one compute over the sizes of its runs; no line through a single size."""
    low, high = table.params[among].min(), table.params[among].max()
    if low == high:
        return []
    sizes = np.geomspace(low, high, GRID)
    said = np.stack(predict(law, np.full(GRID, flops), sizes), axis=1)
    kept = np.isfinite(said).all(axis=1) & (said > 0.0).all(axis=1)
    rows = np.column_stack([sizes, said])[kept].tolist()
    same = {"budget": name, "curve": flops}
    return [{"params": N, "loss": L, "low": low, "high": high, **same} for N, L, low, high in rows]


def _bands_and_lines(rows: list[dict[str, Any]], x: alt.X, names: list[str]) -> list[alt.Chart]:
    base = chart(rows).encode(x=x, color=budget_color(names), detail="curve:N")
    band = base.mark_area(opacity=0.12).encode(y=loss_y("low"), y2="high:Q")
    return [band, base.mark_line(strokeWidth=1.5).encode(y=loss_y("loss"))]


def _table_rows(law: Law, table: Table) -> list[tuple[str, ...]]:
    rows = drawn_rows(table)
    said = predict(law, table.flops[rows], table.params[rows])[0]
    return [_cells(law, table, int(i), float(s)) for i, s in zip(rows, said, strict=True)]


def _cells(law: Law, table: Table, i: int, said: float) -> tuple[str, ...]:
    N, D, C, L = (float(column[i]) for column in (table.params, table.tokens, table.flops, table.loss))
    return (number(C), number(N), number(D), number(L), cite(law, number(said)), off_told(L, said))


def off_told(found: float, said: float) -> str:
    """How far a run lies from the law, 100 ln(found / said): plus is worse than the law says."""
    return percent(100 * float(np.log(found / said)), 2) if np.isfinite(said) and said > 0 else "—"
