"""The best size over compute, with its interval: a line in the plane of C and N."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from foretell.laws import optimum
from foretell.nouns import Law
from foretell.report.charts.marks import minima_marks
from foretell.report.charts.style import FORETOLD, chart, log_x, log_y, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import number

SIZES = 24  # points on the line, each of which asks every draw

Layers = list[alt.Chart]


def best_sizes(law: Law) -> Figure | None:
    """The best size over the runs' compute; None where the law has none."""
    rows = best_rows(law, *law.flops_range)
    if not rows:
        return None
    exponent = law.intervals.get("params_exponent")
    span = f" ({number(exponent.low, 3)} to {number(exponent.high, 3)})" if exponent else ""
    said = f"N* grows as C^{number(law.params_exponent, 3)}{span}; the band is its 80 % interval."
    bottoms = minima_marks(law, compute_x(), size_y("params"), "flops", "params")
    return Figure(
        title="The best size for a compute",
        see=cite(law, f"{said} × marks the size of lowest loss at each budget." if bottoms else said),
        alternative=f"Best size over compute, from {number(rows[0]['centre'])} to {number(rows[-1]['centre'])}.",
        chart=wide([*band_and_line(rows), *bottoms], 300),
        columns=("FLOPs", "best size", "80 % low", "high"),
        rows=[(number(r["flops"]), *(cite(law, number(r[k])) for k in ("centre", "low", "high"))) for r in rows],
    )


def best_rows(law: Law, low: float, high: float, points: int = SIZES) -> list[dict[str, Any]]:
    """The best size with its interval at computes from `low` to `high`; none where the law has no best size."""
    try:
        return [_best(law, float(C)) for C in np.geomspace(low, high, points)]
    except ValueError:
        return []


def _best(law: Law, flops: float) -> dict[str, Any]:
    params, _ = optimum(law, flops)
    return {"flops": flops, "centre": params.centre, "low": params.low, "high": params.high}


def band_and_line(rows: Sequence[dict[str, Any]], color: str = FORETOLD, dash: Sequence[int] = (1, 0)) -> Layers:
    """Rows of `best_rows` as a band and a line."""
    base = chart(rows).encode(x=compute_x())
    band = base.mark_area(color=color, opacity=0.18).encode(y=size_y("low"), y2="high:Q")
    return [band, base.mark_line(color=color, strokeWidth=2, strokeDash=list(dash)).encode(y=size_y("centre"))]


def compute_x(field: str = "flops") -> alt.X:
    return log_x(field, "training compute (FLOPs)", "flops")


def size_y(field: str = "params") -> alt.Y:
    return log_y(field, "parameters")
