"""What the models can do: the measures of every task, with a choice of metric and axis."""

from __future__ import annotations

import json
from dataclasses import replace

from foretell.report.charts.scores import AXES, TaskFigures, task_figures
from foretell.report.document import section
from foretell.report.figure import Figure, figure_html
from foretell.report.markup import Html, details, join, tag
from foretell.report.story import Story
from foretell.report.wording import counted

HELD_OUT = "held_out"  # the task, alone or with .SOURCE behind it, under which held-out loss is measured
SEE = (
    "Each dot is a model of the ladder with one standard error, the diamond the target; the dashed line is blind "
    "guessing. A sharp measure counts right answers and may seem to jump; its smooth twin beside it shows "
    "whether the ability really did."
)


def abilities(story: Story) -> Html:
    """Every task's charts; nothing where nothing was measured."""
    if not story.scores:
        return Html("")
    tasks = task_figures(story)
    text = [task for task in tasks if task.task.startswith(HELD_OUT)]
    rest = [task for task in tasks if task not in text]
    return section("What the models can do", tag("p", SEE), controls(tasks), *_held_out(text), *map(_task, rest))


def controls(tasks: list[TaskFigures]) -> Html:
    """Two native selects; hidden until the script that obeys them runs. An axis carries its whole x encoding."""
    metrics = dict.fromkeys(figure.metric for task in tasks for figure in (*task.shown, *task.further))
    axes = [tag("option", name, value=field, data_x=json.dumps(x.to_dict())) for field, (name, x) in AXES.items()]
    every = tag("option", "sharp and smooth", value="")
    chosen = [tag("option", metric.replace("_", " "), value=metric) for metric in metrics]
    selects = _select("Metric", "metric", every, *chosen), _select("Over", "axis", *axes)
    return tag("div", *selects, class_="controls", hidden="")


def _select(name: str, what: str, *options: Html) -> Html:
    return tag("label", f"{name} ", tag("select", *options, id=f"choose-{what}", autocomplete="off"))


def _held_out(tasks: list[TaskFigures]) -> list[Html]:
    """Bits per byte, all sources side by side."""
    named = [(task.task.removeprefix(HELD_OUT).lstrip(".") or "the mixture", task.shown) for task in tasks]
    figures = [replace(figure, title=f"{name}: {figure.title}") for name, shown in named for figure in shown]
    return [tag("section", tag("h3", "Held-out text"), grid(figures), class_="task")] if figures else []


def _task(figures: TaskFigures) -> Html:
    more = further(figures.further)
    return tag("section", tag("h3", figures.task.replace("_", " ")), grid(figures.shown), more, class_="task")


def further(figures: list[Figure]) -> Html:
    """Measures behind a fold; nothing where there are none."""
    return details(counted(len(figures), "further measure"), grid(figures)) if figures else join()


def grid(figures: list[Figure]) -> Html:
    """Small figures side by side, as many as the page is wide."""
    return tag("div", *(figure_html(figure, small=True) for figure in figures), class_="grid")
