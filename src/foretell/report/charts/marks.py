"""Marks that several charts share: crosses at IsoFLOP minima."""

from __future__ import annotations

from typing import Any

import altair as alt

from foretell.nouns import Law
from foretell.report.charts.style import INK, PAPER, chart
from foretell.report.wording import number

CROSS = "M-1,-1L1,1M-1,1L1,-1"


def haloed(base: alt.Chart, **mark: Any) -> list[alt.Chart]:
    """Text that lines and bands do not strike through: the same text, broad and in the page's colour, lies below it."""
    below = mark | {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return [base.mark_text(**below), base.mark_text(**mark)]


def minima_marks(law: Law, x: alt.X, y: alt.Y, across: str, up: str) -> list[alt.Chart]:
    """A cross at each minimum that lies inside its sizes; `across` and `up` are fields of a Minimum."""
    rows = [
        {across: getattr(m, across), up: getattr(m, up), "tip": f"best at {number(m.flops)} FLOPs: {number(m.params)}"}
        for m in law.minima
        if m.interior
    ]
    cross = chart(rows).mark_point(shape=CROSS, size=70, strokeWidth=2.5, color=INK, opacity=1)
    return [cross.encode(x=x, y=y, tooltip="tip:N")] if rows else []
