"""Marks that several charts share: crosses at IsoFLOP minima."""

from __future__ import annotations

import altair as alt

from foretell.nouns import Law
from foretell.report.charts.style import INK, chart
from foretell.report.wording import number

CROSS = "M-1,-1L1,1M-1,1L1,-1"


def minima_marks(law: Law, x: alt.X, y: alt.Y, across: str, up: str) -> list[alt.Chart]:
    """A cross at each minimum that lies inside its sizes; `across` and `up` are fields of a Minimum."""
    rows = [
        {across: getattr(m, across), up: getattr(m, up), "tip": f"best at {number(m.flops)} FLOPs: {number(m.params)}"}
        for m in law.minima
        if m.interior
    ]
    cross = chart(rows).mark_point(shape=CROSS, size=70, strokeWidth=2.5, color=INK, opacity=1)
    return [cross.encode(x=x, y=y, tooltip="tip:N")] if rows else []
