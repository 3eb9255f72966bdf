"""Loss curves: how each training went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from foretell.nouns import Run
from foretell.report.charts.budgets import budget_color, budget_shape, budgets_of
from foretell.report.charts.style import FOUND, chart, log_x, loss_y, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.story import Story, budget_of
from foretell.report.wording import bits, counted, listed, number


def loss_curves(story: Story) -> Figure:
    """Training loss over tokens: the longest run of each size, and the target; the held-out loss of every run."""
    runs = (*story.cells, story.target)
    cells = [row for run in longest_of_each_size(story.cells) for row in _points(story, run)]
    target = _points(story, story.target)
    ends = [_end(run) for run in story.finished_cells]
    budgets = budgets_of(story.cells)
    base = chart(cells).encode(x=_x(), y=loss_y("loss"), color=budget_color(budgets), tooltip="tip:N")
    marks = (
        chart(ends)
        .mark_point(filled=True, size=45, opacity=1)
        .encode(x=_x(), y=loss_y("loss"), color=budget_color(budgets), shape=budget_shape(budgets), tooltip="tip:N")
    )
    whole = chart(target).mark_line(color=FOUND, strokeWidth=2.2).encode(x=_x(), y=loss_y("loss"), tooltip="tip:N")
    return Figure(
        title="How the trainings went",
        see=_see(story),
        alternative=f"{counted(len(runs), 'loss curve')} over tokens; held-out losses at their ends.",
        chart=wide([base.mark_line(strokeWidth=1.3).encode(detail="run:N"), whole, marks, *_target_end(story)], 360),
        columns=("record", "tokens", "epochs", "first training loss", "last training loss", "held out, bits per byte"),
        rows=[_cells(story, run) for run in runs],
    )


def longest_of_each_size(cells: Sequence[Run]) -> list[Run]:
    """One run a width: the runs of a width share their trunk, so their curves would lie over each other."""
    longest = {run.rung.shape.width: run for run in sorted(cells, key=lambda run: run.tokens)}
    return list(longest.values())


def train_bits(story: Story, nats: float) -> float:
    """Nats per token as bits per byte, by the mean length of the stream's tokens."""
    return nats / math.log(2.0) / story.tokens.bytes_per_token


def _x() -> Any:
    return log_x("tokens", "tokens", "count")


def _name(run: Run) -> str:
    return f"width {run.rung.shape.width}, {number(budget_of(run))} FLOPs"


def _points(story: Story, run: Run) -> list[dict[str, Any]]:
    per_step = run.rung.sequences * run.rung.shape.context
    named = {"run": _name(run), "budget": number(budget_of(run)), "tip": _name(run)}
    return [{"tokens": p.step * per_step, "loss": train_bits(story, p.nats), **named} for p in run.curve]


def _end(run: Run) -> dict[str, Any]:
    tip = f"{_name(run)}: held out {bits(run.bits_per_byte)}"
    return {"tokens": run.tokens, "loss": run.bits_per_byte, "budget": number(budget_of(run)), "tip": tip}


def _target_end(story: Story) -> list[Any]:
    if story.found is None:
        return []
    point = chart([_end(story.target)]).mark_point(shape="diamond", size=150, filled=True, color=FOUND, opacity=1)
    return [point.encode(x=_x(), y=loss_y("loss"), tooltip="tip:N")]


def _see(story: Story) -> str:
    lines = "Lines are the training loss: the longest run of each size (its other runs branch off it) and the target. "
    lines += "Marks are the held-out loss at the end of every run."
    broken = [_name(run) + f" ({run.diverged})" for run in (*story.cells, story.target) if run.diverged]
    return lines + (f" Diverged and left out of every fit: {listed(broken)}." if broken else " None diverged.")


def _cells(story: Story, run: Run) -> tuple[str, ...]:
    first, last = (run.curve[0].nats, run.curve[-1].nats) if run.curve else (None, None)
    losses = (bits(None if nats is None else train_bits(story, nats)) for nats in (first, last))
    held_out = cite(run, bits(run.bits_per_byte) if not run.diverged else f"diverged: {run.diverged}")
    return (cite(run, _name(run)), number(run.tokens), f"{run.epochs:.2f}", *losses, held_out)
