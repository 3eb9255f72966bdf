"""The page's figures as files, each named by what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foretell.report.charts.adapted import change_figures
from foretell.report.charts.cost import cost_chart
from foretell.report.charts.curves import loss_curves
from foretell.report.charts.forecast import forecast_line
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import law_line
from foretell.report.charts.scores import task_figures
from foretell.report.charts.sources import source_charts
from foretell.report.pictures import Named, safe, write_pictures
from foretell.report.story import Story


def write_figures(story: Story, folder: Path) -> list[Path]:
    """Write every figure of `story` as NAME.svg and NAME.png, and return the files.

    Raises ValueError where the story lacks the law that its forecast goes by.
    """
    return write_pictures(named_figures(story), folder)


def named_figures(story: Story) -> Iterator[Named]:
    """Every figure of the page with a name and the title that it needs when it stands alone."""
    for name, draw in (("forecast", forecast_line), ("law", law_line), ("isoflop", isoflop), ("curves", loss_curves)):
        figure = draw(story)
        yield name, figure.title, figure
    for figure in source_charts(story):
        yield f"documents.{safe(figure.title)}", f"Documents of {figure.title}", figure
    for task in task_figures(story):
        for figure in (*task.shown, *task.further):
            name = f"{safe(task.task)}.{safe(figure.metric)}"
            yield name, f"{task.task.replace('_', ' ')}: {figure.title}", figure
    for figure in change_figures(story.comparison) if story.comparison else ():
        yield f"adapted.{safe(figure.metric)}", f"Before and after: {figure.title}", figure
    if story.stages:
        figure = cost_chart(story)
        yield "cost", figure.title, figure
