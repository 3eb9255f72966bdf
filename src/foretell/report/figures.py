"""The page's figures as files: an SVG that stands alone and a PNG, each named by what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import vl_convert

from foretell.lab import whole, write_text
from foretell.report.charts.adapted import change_figures
from foretell.report.charts.cost import cost_chart
from foretell.report.charts.curves import loss_curves
from foretell.report.charts.forecast import forecast_line
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import law_line
from foretell.report.charts.scores import task_figures
from foretell.report.charts.sources import source_charts
from foretell.report.document import svg
from foretell.report.figure import Figure
from foretell.report.story import Story

SCALE = 2  # pixels of the PNG for each of the SVG
WIDE, SMALL = 720, 420
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def write_figures(story: Story, folder: Path) -> list[Path]:
    """Write every figure of `story` as NAME.svg and NAME.png, and return the files.

    Raises ValueError where the story lacks the law that its forecast goes by.
    """
    written: list[Path] = []
    for name, title, figure in named_figures(story):
        stem = _free(name, {path.stem for path in written})
        picture = svg(figure, title, WIDE if "." not in stem else SMALL)
        write_text(folder / f"{stem}.svg", picture)
        with whole(folder / f"{stem}.png") as draft:
            draft.write_bytes(vl_convert.svg_to_png(picture, scale=SCALE))
        written += [folder / f"{stem}.svg", folder / f"{stem}.png"]
    return written


def named_figures(story: Story) -> Iterator[tuple[str, str, Figure]]:
    """Every figure of the page with a name and the title that it needs when it stands alone."""
    for name, draw in (("forecast", forecast_line), ("law", law_line), ("isoflop", isoflop), ("curves", loss_curves)):
        figure = draw(story)
        yield name, figure.title, figure
    for figure in source_charts(story):
        yield f"documents.{_safe(figure.title)}", f"Documents of {figure.title}", figure
    for task in task_figures(story):
        for figure in (*task.shown, *task.further):
            name = f"{_safe(task.task)}.{_safe(figure.metric)}"
            yield name, f"{task.task.replace('_', ' ')}: {figure.title}", figure
    for figure in change_figures(story.comparison) if story.comparison else ():
        yield f"adapted.{_safe(figure.metric)}", f"Before and after: {figure.title}", figure
    if story.stages:
        figure = cost_chart(story)
        yield "cost", figure.title, figure


def _safe(text: str) -> str:
    """A part of a file name, whatever somebody called a source or a task."""
    return UNSAFE.sub("-", text)[:80] or "-"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where another figure has it already."""
    number, free = 1, name
    while free.lower() in {used.lower() for used in taken}:
        number += 1
        free = f"{name}-{number}"
    return free
