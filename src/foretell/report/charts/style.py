"""How charts look. Colours are the page's own variables, so that light, dark and print need one chart only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

INK, SOFT, FAINT, PAPER = "var(--ink)", "var(--soft)", "var(--line)", "var(--paper)"
FORETOLD, FOUND = "var(--foretold)", "var(--found)"
SERIES = tuple(f"var(--s{i})" for i in range(7))
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
ROUND = "indexof('125', slice(format(datum.value, '.0e'), 0, 1)) < 0 ? '' : "  # label 1, 2 and 5 of each tenfold
SHORT = "replace(format(datum.value, '~e'), '+', '')"  # 1e11, as recipes write it
COUNT = "replace(format(datum.value, '~s'), 'G', 'B')"  # 70k, and 70B as the field says

STYLE: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "domainColor": FAINT,
        "tickColor": FAINT,
        "gridColor": FAINT,
        "gridOpacity": 0.6,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelOverlap": True,
    },
    "axisX": {"grid": False},
    "axisY": {"domain": False, "ticks": False, "tickCount": 5},
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "orient": "top",
        "columns": {"expr": "width < 420 ? 3 : 8"},
    },
    "text": {"color": INK, "fontSize": 12},
    "rule": {"color": INK},
}
LIGHT = {  # for a picture that stands alone
    "--ink": "#1d1f22", "--soft": "#5d636b", "--line": "#d9dce0", "--paper": "#ffffff",
    "--foretold": "#1f5fa8", "--found": "#c2410c",
    "--s0": "#9cc4ea", "--s1": "#76a9da", "--s2": "#538dc6", "--s3": "#3573b0",
    "--s4": "#205a96", "--s5": "#124478", "--s6": "#0a2f58",
}  # fmt: skip

Rows = Sequence[Mapping[str, Any]]  # `tip` is what hovering shows


def chart(rows: Rows) -> alt.Chart:
    """A chart over rows, held in the page itself."""
    return alt.Chart(alt.InlineData(values=list(rows)))


def wide(layers: Sequence[alt.Chart], height: int) -> alt.TopLevelMixin:
    """Layers, as wide as the page allows and `height` pixels high."""
    return alt.layer(*layers).properties(width="container", height=height)


def log_x(field: str, title: str, form: Literal["flops", "count"]) -> alt.X:
    """A logarithmic x axis: FLOPs as 1e11, counts as 70k."""
    axis = alt.Axis(labelExpr=ROUND + (SHORT if form == "flops" else COUNT), labelSeparation=6)
    return alt.X(f"{field}:Q", title=title).scale(type="log", nice=False, padding=18).axis(axis)


def log_y(field: str, title: str, form: Literal["flops", "count"] = "count") -> alt.Y:
    """The same upwards."""
    axis = alt.Axis(labelExpr=ROUND + (SHORT if form == "flops" else COUNT), grid=False)
    return alt.Y(f"{field}:Q", title=title).scale(type="log", nice=False, padding=14).axis(axis)


def loss_y(field: str, title: str = "bits per byte") -> alt.Y:
    """A y axis that need not start at zero: losses never reach it."""
    return alt.Y(f"{field}:Q", title=title).scale(zero=False)
