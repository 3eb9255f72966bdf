"""What the models can do: each measure over compute, sharp ones beside their smooth twins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt

from foretell.nouns import Measure, Scores, Trend
from foretell.report.charts.style import FOUND, INK, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import number

SHARP = ("accuracy", "exact_match")  # right or wrong; every other measure moves smoothly
AXES = {  # the fields that a score can be drawn over, with their names for the reader
    "flops": ("training FLOPs", log_x("flops", "training FLOPs", "flops")),
    "params": ("parameters", log_x("params", "parameters", "count")),
    "tokens": ("tokens", log_x("tokens", "training tokens", "count")),
}
Series = list[tuple[Scores, Measure]]


@dataclass(frozen=True)
class TaskFigures:
    """The charts of one task: what is shown at once, and the further measures behind a fold."""

    task: str
    shown: list[Figure]
    further: list[Figure]


def task_figures(story: Story) -> list[TaskFigures]:
    """One entry a task, in the order of the scores: its sharp measures and the first smooth one, then the rest."""
    return [_task(story, task, list(metrics)) for task, metrics in _measured(story).items()]


def _measured(story: Story) -> dict[str, dict[str, None]]:
    """Tasks and their metrics, each once, in the order they come."""
    found: dict[str, dict[str, None]] = {}
    for scores in story.scores:
        for measure in scores.measures:
            found.setdefault(measure.task, {})[measure.metric] = None
    return found


def _task(story: Story, task: str, metrics: list[str]) -> TaskFigures:
    sharp = [m for m in metrics if m in SHARP]
    smooth = sorted((m for m in metrics if m not in SHARP), key=lambda m: not _has_chance(story, task, m))
    figures = {m: _metric(story, task, m) for m in (*sharp, *smooth)}
    shown = [*sharp, *smooth[:1]]
    return TaskFigures(task, [figures[m] for m in shown], [figures[m] for m in smooth[1:]])


def series(story: Story, task: str, metric: str) -> Series:
    """The measure of every model that has it."""
    return [(s, m) for s in story.scores for m in s.measures if (m.task, m.metric) == (task, metric)]


def _has_chance(story: Story, task: str, metric: str) -> bool:
    """A smooth twin with a chance line is the better neighbour of a sharp measure."""
    return any(m.chance is not None for _, m in series(story, task, metric))


def _metric(story: Story, task: str, metric: str) -> Figure:
    rows = list(_rows(story, series(story, task, metric)))
    trend = next((t for t in story.trends.rows if (t.task, t.metric) == (task, metric)), None)
    return Figure(
        title=metric.replace("_", " ") + (" (sharp)" if metric in SHARP else ""),
        see=cite(story.trends, _trend(trend)) if trend else "No trend was fitted.",
        alternative=f"{task}, {metric}, over training compute. {_trend(trend)}" if trend else f"{task}, {metric}.",
        chart=wide(_layers(rows), 190),
        columns=("FLOPs", "parameters", "tokens", "value", "± standard error", "chance", "examples"),
        rows=[_cells(s, m) for s, m in series(story, task, metric)],
        metric=metric,
    )


def _rows(story: Story, measured: Series) -> Iterator[dict[str, Any]]:
    for scores, m in measured:
        is_target = scores is story.scores[-1]
        who = "target" if is_target else "ladder"
        size = f"{number(scores.flops)} FLOPs, {number(scores.params)} parameters, {number(scores.tokens)} tokens"
        tip = f"{who}, {size}: {number(m.value)} ± {number(m.error)}"
        ends = {"low": m.value - m.error, "high": m.value + m.error}
        over = {"flops": scores.flops, "params": scores.params, "tokens": scores.tokens}
        yield {**over, "value": m.value, **ends, "chance": m.chance, "target": is_target, "tip": tip}


def _layers(rows: list[dict[str, Any]]) -> list[alt.Chart]:
    base = chart(rows).encode(x=AXES["flops"][1])
    y = alt.Y("low:Q", title=None).scale(zero=False, padding=6)
    errors = base.mark_rule(color=SOFT).encode(y=y, y2="high:Q")
    points = base.mark_point(filled=True, opacity=1).encode(
        y="value:Q",
        tooltip="tip:N",
        color=alt.condition("datum.target", alt.value(FOUND), alt.value(INK)),
        shape=alt.condition("datum.target", alt.value("diamond"), alt.value("circle")),
        size=alt.condition("datum.target", alt.value(130), alt.value(36)),
    )
    return [*_chance(rows), errors, points]


def _chance(rows: list[dict[str, Any]]) -> list[alt.Chart]:
    """The dashed line of blind guessing."""
    lines = sorted({row["chance"] for row in rows if row["chance"] is not None})
    if not lines:
        return []
    rule = chart([{"chance": value} for value in lines]).mark_rule(color=SOFT, strokeDash=[5, 4])
    return [rule.encode(y="chance:Q")]


def _trend(trend: Trend | None) -> str:
    if trend is None:
        return ""
    label, slope = trend.label.replace("_", " ").capitalize(), trend.slope
    words = f"{label}: {slope.centre:+.3g} per tenfold compute ({slope.low:+.3g} to {slope.high:+.3g})"
    words += ", by the best model of each budget."
    leaves = trend.leaves_chance_at
    return words + (f" Leaves chance at {number(leaves)} FLOPs." if leaves is not None else "")


def _cells(scores: Scores, m: Measure) -> tuple[str, ...]:
    value, error = cite(scores, number(m.value)), number(m.error)
    sizes = (number(scores.flops), number(scores.params), number(scores.tokens))
    return (*sizes, value, error, number(m.chance), f"{m.examples:,}")
