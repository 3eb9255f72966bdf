"""How far each run lies from the law, with a ring about those that move it most."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from foretell.laws import Table, predict
from foretell.nouns import Influence, Law
from foretell.report.charts.anyones import drawn_rows, off_told, points_of, run_marks
from foretell.report.charts.compute_classes import classes
from foretell.report.charts.style import INK, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number, percent

RING = 190  # square pixels


def residuals(law: Law, table: Table) -> Figure:
    """100 ln(found / said) over size."""
    groups, rows = classes(table), drawn_rows(table)
    said = predict(law, table.flops[rows], table.params[rows])[0]
    placed = zip(points_of(table, groups), table.loss[rows], said, strict=True)
    points = [_off(point, float(L), float(s)) for point, L, s in placed if np.isfinite(s) and s > 0.0]
    x, y = log_x("params", "parameters", "count"), alt.Y("off:Q", title="off the law (%)").axis(grid=True)
    zero = chart([{"off": 0}]).mark_rule(color=SOFT).encode(y=y)
    moving = law.checks.influences if law.checks else ()
    ringed = f" A ring marks the {counted(len(moving), 'run')} without which the law would move most." if moving else ""
    widest = sorted(points, key=lambda point: -abs(point["off"]))[:20]
    return Figure(
        title="How far runs lie from the law",
        see=f"Above the line a run did worse than the law says, below it better.{ringed}",
        alternative=f"Distance of {counted(len(points), 'run')} from the law over their size.",
        chart=wide([zero, run_marks(points, x, y, [group.name for group in groups]), *_rings(moving, x, y)], 300),
        columns=("the runs farthest off: parameters", "FLOPs", "loss", "off the law"),
        rows=[
            (number(p["params"]), number(p["flops"]), number(p["loss"]), cite(law, percent(p["off"], 2)))
            for p in widest
        ],
    )


def _off(point: dict[str, Any], found: float, said: float) -> dict[str, Any]:
    tip = f"{point['tip']}; {off_told(found, said)} off"
    return point | {"off": 100.0 * float(np.log(found / said)), "tip": tip}


def _rings(moving: tuple[Influence, ...], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    rows = [
        {"params": each.params, "off": each.off_percent, "tip": f"moves the law most ({place}): {number(each.loss)}"}
        for place, each in enumerate(moving, 1)
        if np.isfinite(each.off_percent)
    ]
    ring = chart(rows).mark_point(shape="circle", size=RING, strokeWidth=2, color=INK, opacity=1, filled=False)
    return [ring.encode(x=x, y=y, tooltip="tip:N")] if rows else []
