"""One line: the forecast's interval, and where the found value fell."""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from foretell.nouns import Forecast
from foretell.report.charts.style import FORETOLD, FOUND, INK, PAPER, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import bits, percent, share

ROW = 48  # pixels: a name and its line


def forecast_line(story: Story) -> Figure:
    """The forecast above its named alternatives, crossed by the line of what was found."""
    forecasts = (story.plan.forecast, *story.plan.alternatives)
    rows = [_row(forecast, i) for i, forecast in enumerate(forecasts)]
    order = [row["name"] for row in rows]
    layers = [*_judged(rows[:1], order), *_alternatives(rows[1:], order), *_found(story, order), *_names(rows, order)]
    return Figure(
        title="Foretold beside found",
        see=_see(story),
        alternative=_alternative(story),
        chart=wide(layers, 20 + ROW * len(rows)),
        columns=("route", "centre", "low", "high", "level", "multiple", "forecast against found"),
        rows=[_cells(story, forecast, row["name"]) for forecast, row in zip(forecasts, rows, strict=True)],
    )


def _row(forecast: Forecast, place: int) -> dict[str, Any]:
    name = f"{forecast.route}, the forecast" if place == 0 else f"{forecast.route}, beside it: not judged"
    tip = f"{name}: {bits(forecast.centre)}, interval {bits(forecast.low)} to {bits(forecast.high)}"
    return {"name": name, "centre": forecast.centre, "low": forecast.low, "high": forecast.high, "tip": tip}


def _x(field: str) -> alt.X:
    title = "bits per byte on held-out text"
    return alt.X(f"{field}:Q", title=title).scale(zero=False, padding=24).axis(tickCount=6, format=".2f")


def _y(order: list[str]) -> alt.Y:
    return alt.Y("name:N", sort=order, axis=None).scale(domain=order)


def _names(rows: list[dict[str, Any]], order: list[str]) -> list[alt.Chart]:
    """Each name above its line, so that a narrow page has room for both; on a halo, where the found line crosses it."""
    base = chart(rows).encode(x=alt.value(0), y=_y(order), text="name:N")
    place: dict[str, Any] = {"align": "left", "dy": 4 - ROW / 2, "baseline": "top", "limit": 320}
    halo: alt.Chart = base.mark_text(**place, color=PAPER, stroke=PAPER, strokeWidth=5)
    return [halo, base.mark_text(**place, color=SOFT)]


def _judged(rows: list[dict[str, Any]], order: list[str]) -> list[alt.Chart]:
    """A solid bar with a thick centre: the one that counts."""
    base = chart(rows).encode(y=_y(order), tooltip="tip:N")
    bar = base.mark_bar(color=FORETOLD, height=16, cornerRadius=8, opacity=0.35)
    centre = base.mark_tick(color=FORETOLD, thickness=4, height=26)
    return [bar.encode(x=_x("low"), x2="high:Q"), centre.encode(x=_x("centre"))]


def _alternatives(rows: list[dict[str, Any]], order: list[str]) -> list[alt.Chart]:
    """Thin lines with hollow centres: named, not judged."""
    base = chart(rows).encode(y=_y(order), tooltip="tip:N")
    line = base.mark_rule(color=SOFT, strokeWidth=1.5)
    centre = base.mark_point(shape="circle", size=60, stroke=SOFT, fill=PAPER, strokeWidth=1.5, opacity=1)
    return [line.encode(x=_x("low"), x2="high:Q"), centre.encode(x=_x("centre"))] if rows else []


def _found(story: Story, order: list[str]) -> list[alt.Chart]:
    if story.found is None:
        return []
    base = chart([{"name": order[0], "found": story.found, "tip": f"found: {bits(story.found)}"}])
    line = base.mark_rule(color=FOUND, strokeDash=[4, 3]).encode(x=_x("found"))
    point = base.mark_point(shape="diamond", size=190, filled=True, color=FOUND, opacity=1, stroke=INK, strokeWidth=0.5)
    return [line, point.encode(x=_x("found"), y=_y(order), tooltip="tip:N")]


def _see(story: Story) -> str:
    named = " Hollow circles are other routes, named beside it; they are no predictions to be judged."
    bar = "The thick bar is the sealed forecast with its interval, the diamond on the dashed line is what was found."
    return bar + (named if story.plan.alternatives else "")


def _alternative(story: Story) -> str:
    forecast = story.plan.forecast
    foretold = f"Forecast {bits(forecast.centre)}, interval {bits(forecast.low)} to {bits(forecast.high)} bits per byte"
    return f"{foretold}; found {bits(story.found)}."


def _cells(story: Story, forecast: Forecast, name: str) -> tuple[str, ...]:
    found = story.found
    error = "—" if found is None else percent(100 * math.log(forecast.centre / found), 2)
    numbers = (bits(forecast.centre), bits(forecast.low), bits(forecast.high))
    cited = (cite(story.plan, number) for number in numbers)
    return (name, *cited, share(forecast.level), f"{forecast.multiple:.3g} ×", error)
