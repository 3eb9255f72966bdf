"""A figure: a chart, the sentence that says what to see, and the same data as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from foretell.report.markup import Html, details, join, table, tag


@dataclass(frozen=True)
class Figure:
    """`see` tells what to see; `alternative` says it to those who cannot; `rows` are the data under `columns`.

    `see` and the cells of `rows` may be markup; all other text is escaped. `metric` names what a chart of scores shows,
    so that a reader can choose it.
    """

    title: str
    see: str
    alternative: str
    chart: alt.TopLevelMixin
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    metric: str = ""

    @property
    def specification(self) -> dict[str, Any]:
        """The Vega-Lite specification without style, which the page holds once."""
        written: dict[str, Any] = self.chart.to_dict()
        return {key: value for key, value in written.items() if key not in ("$schema", "config")}


def figure_html(figure: Figure, small: bool = False) -> Html:
    """The figure as HTML: a script of data for the loader, and a table for everyone."""
    specification = figure.specification
    height = f"min-height:{specification['height']}px"  # so that nothing jumps when the chart is drawn
    chart = tag("div", class_="chart", role="img", aria_label=figure.alternative, style=height)
    title = tag("h4" if small else "h3", figure.title)
    see = tag("figcaption", figure.see)
    data = details("The data", table(figure.columns, figure.rows))
    drawn = join(script(specification), chart)
    named = {"data_metric": figure.metric} if figure.metric else {}
    return tag("figure", *((title, drawn, see, data) if small else (title, see, drawn, data)), **named)


def script(value: Any) -> Html:
    """JSON inside a page: `<` is written so that no text can end the script."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return join(Html('<script type="application/json">'), Html(text), Html("</script>"))
