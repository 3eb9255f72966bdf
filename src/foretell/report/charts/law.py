"""The law over compute, with its band, the runs it was fitted to, and the target beyond them."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from foretell.laws import predict
from foretell.nouns import Run
from foretell.report.charts.style import FAINT, FORETOLD, FOUND, INK, SOFT, chart, log_x, loss_y, wide
from foretell.report.figure import Figure
from foretell.report.markup import join
from foretell.report.records import cite
from foretell.report.story import Story, budget_of
from foretell.report.wording import bits, counted, listed, number, times

GRID = 60  # points on the law's line


def law_line(story: Story) -> Figure:
    """Loss over compute: band and line of the forecast's law, best cell of each budget, forecast, found."""
    best = best_cells(story.finished_cells)
    line = law_rows(story)
    layers = [
        *_beyond(story, line),
        *_band(line),
        *_cells_drawn(best),
        *_forecast(story),
        *_target(story),
        *_words(story),
    ]
    return Figure(
        title="The law, and the target beyond it",
        see=_see(story),
        alternative=f"Loss falls with compute; forecast {bits(story.plan.forecast.centre)}, found {bits(story.found)}.",
        chart=wide(layers, 400),
        columns=("FLOPs", "what", "bits per byte", "low", "high", "record"),
        rows=[*(_law_cells(story, row) for row in line[:: GRID // 6]), *map(_run_cells, best), *_target_cells(story)],
    )


def best_cells(cells: tuple[Run, ...]) -> list[Run]:
    """The lowest loss at each budget, smallest budget first."""
    best: dict[float, Run] = {}
    for run in cells:
        held = best.get(budget_of(run))
        if held is None or (run.bits_per_byte or 0.0) < (held.bits_per_byte or 0.0):
            best[budget_of(run)] = run
    return [best[budget] for budget in sorted(best)]


def law_rows(story: Story) -> list[dict[str, Any]]:
    """The law's line and band, from the smallest budget of its runs to the target's."""
    low, high = story.law.flops_range[0], max(story.law.flops_range[1], story.target.flops, story.plan.forecast.flops)
    flops = np.geomspace(low, high, GRID)
    rows = zip(flops, *predict(story.law, flops), strict=True)
    return [{"flops": float(C), "centre": float(L), "low": float(a), "high": float(b)} for C, L, a, b in rows]


def _x(field: str = "flops") -> alt.X:
    return log_x(field, "training compute (FLOPs)", "flops")


def _beyond(story: Story, line: list[dict[str, Any]]) -> list[alt.Chart]:
    """A shaded region where the law goes beyond its runs."""
    edge, end = story.law.flops_range[1], line[-1]["flops"]
    if end <= edge:
        return []
    rows = [{"flops": edge, "end": end * 1.15}]
    region = chart(rows).mark_rect(color=FAINT, opacity=0.45).encode(x=_x(), x2="end:Q")
    edge_line = chart(rows).mark_rule(color=SOFT, strokeDash=[2, 3]).encode(x=_x())
    text = chart(rows).mark_text(align="left", dx=6, color=SOFT, baseline="top", text="extrapolated")
    return [region, edge_line, text.encode(x=_x(), y=alt.value(6))]


def _band(line: list[dict[str, Any]]) -> list[alt.Chart]:
    base = chart(line).encode(x=_x())
    area = base.mark_area(color=FORETOLD, opacity=0.18).encode(y=loss_y("low"), y2="high:Q")
    return [area, base.mark_line(color=FORETOLD, strokeWidth=2).encode(y=loss_y("centre"))]


def _cells_drawn(best: list[Run]) -> list[alt.Chart]:
    rows = [
        {"flops": r.flops, "loss": r.bits_per_byte, "tip": f"best at {number(budget_of(r))}: {bits(r.bits_per_byte)}"}
        for r in best
    ]
    points = chart(rows).mark_point(filled=True, color=INK, size=55, opacity=1)
    return [points.encode(x=_x(), y=loss_y("loss"), tooltip="tip:N")] if rows else []


def _forecast(story: Story) -> list[alt.Chart]:
    forecast = story.plan.forecast
    tip = f"forecast {bits(forecast.centre)}, interval {bits(forecast.low)} to {bits(forecast.high)}"
    rows = [{"flops": forecast.flops, "loss": forecast.centre, "low": forecast.low, "high": forecast.high, "tip": tip}]
    base = chart(rows).encode(x=_x(), tooltip="tip:N")
    bar = base.mark_errorbar(ticks=alt.MarkConfig(color=FORETOLD, size=14), rule=alt.MarkConfig(color=FORETOLD))
    centre = base.mark_tick(color=FORETOLD, thickness=3, width=16, orient="horizontal").encode(y=loss_y("loss"))
    return [bar.encode(y=loss_y("low"), y2="high:Q"), centre]


def _target(story: Story) -> list[alt.Chart]:
    if story.found is None:
        return []
    rows = [{"flops": story.target.flops, "loss": story.found, "tip": f"found {bits(story.found)}"}]
    point = chart(rows).mark_point(shape="diamond", size=170, filled=True, color=FOUND, opacity=1, stroke=INK)
    return [point.encode(x=_x(), y=loss_y("loss"), tooltip="tip:N")]


def _words(story: Story) -> list[alt.Chart]:
    """The two numbers in words, on the side of the interval where each has room."""
    f, found = story.plan.forecast, story.found
    foretold = (f"foretold {bits(f.centre)}", FORETOLD)
    told = [(f.low, 14, foretold)] if found is None else []
    if found is not None:
        up, down = (max(found, f.high), -14), (min(found, f.low), 14)
        sides = (up, down) if found >= f.centre else (down, up)
        told = [(*side, words) for side, words in zip(sides, ((f"found {bits(found)}", FOUND), foretold), strict=True)]
    return [_word(f.flops, y, dy, *words) for y, dy, words in told]


def _word(flops: float, y: float, dy: int, text: str, color: str) -> alt.Chart:
    base: alt.Chart = chart([{"flops": flops, "at": y}]).mark_text(
        text=text, color=color, align="right", dx=10, dy=dy, fontWeight="bold"
    )
    return base.encode(x=_x(), y=loss_y("at"))


def _see(story: Story) -> str:
    law, multiple = story.law, cite(story.plan, times(story.plan.forecast.multiple))
    runs = cite(law, counted(law.runs, "run"))
    fitted = join(f"The line is {law.form}, fitted to ", runs, " (dots: the best at each budget), with its 80 % band.")
    found = "the diamond is what was found." if story.found is not None else "the target diverged."
    beyond = join(" The bar is the forecast, ", multiple, " the largest budget of the ladder; ", found)
    out = listed([f"{count} {reason.replace('_', ' ')}" for reason, count in law.excluded.items()])
    return join(fitted, beyond, *((" Left out of the fit: ", cite(law, out), ".") if out else ()))


def _law_cells(story: Story, row: dict[str, Any]) -> tuple[str, ...]:
    losses = (cite(story.law, bits(row["centre"])), bits(row["low"]), bits(row["high"]))
    return (number(row["flops"]), "law", *losses, cite(story.law, story.law.form))


def _run_cells(run: Run) -> tuple[str, ...]:
    return (number(run.flops), "best run", cite(run, bits(run.bits_per_byte)), "", "", cite(run, "run"))


def _target_cells(story: Story) -> list[tuple[str, ...]]:
    f, plan, target = story.plan.forecast, story.plan, story.target
    foretold = (number(f.flops), "forecast", cite(plan, bits(f.centre)), bits(f.low), bits(f.high), cite(plan, "plan"))
    return [foretold, (number(target.flops), "found", cite(target, bits(story.found)), "", "", cite(target, "target"))]
