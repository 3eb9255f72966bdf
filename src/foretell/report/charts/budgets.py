"""How a budget looks: light for small, dark for large, and a shape that says the same without colour."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from foretell.nouns import Run
from foretell.report.charts.style import SERIES, SHAPES
from foretell.report.story import budget_of
from foretell.report.wording import number

TITLE = "budget (FLOPs)"
LONGEST = 8  # letters of a budget's name; a range has more


def budgets_of(cells: Sequence[Run]) -> list[str]:
    """The budgets of some runs as words, smallest first."""
    return [number(budget) for budget in sorted({budget_of(run) for run in cells})]


def budget_color(names: Sequence[str]) -> alt.Color:
    """The field `budget` as a colour."""
    last = max(1, len(names) - 1)
    picked = [SERIES[round(i * (len(SERIES) - 1) / last)] for i in range(len(names))]
    return alt.Color("budget:N", title=TITLE, legend=_legend(names)).scale(domain=list(names), range=picked)


def budget_shape(names: Sequence[str]) -> alt.Shape:
    """The field `budget` as a shape."""
    picked = [SHAPES[i % len(SHAPES)] for i in range(len(names))]
    return alt.Shape("budget:N", title=TITLE, legend=_legend(names)).scale(domain=list(names), range=picked)


def _legend(names: Sequence[str]) -> alt.Legend:
    """Solid symbols even over pale bands, and fewer columns for names that are ranges."""
    if max(map(len, names), default=0) <= LONGEST:
        return alt.Legend(symbolOpacity=1)
    return alt.Legend(symbolOpacity=1, columns={"expr": "width < 420 ? 2 : 4"})
