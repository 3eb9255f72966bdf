"""Each chart draws a mark for each row of its records: drawn marks are counted, so that no empty chart can pass."""

from __future__ import annotations

import dataclasses

import pytest

from foretell.report import Story
from foretell.report.charts.adapted import change_figures
from foretell.report.charts.cost import cost_chart
from foretell.report.charts.curves import longest_of_each_size, loss_curves
from foretell.report.charts.forecast import forecast_line
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import GRID, best_cells, law_line
from foretell.report.charts.scores import SHARP, series, task_figures
from foretell.report.charts.sources import fates, source_charts
from foretell.report.story import budget_of
from tests.report.marks import count, drawn


def test_forecast(story: Story) -> None:
    others = len(story.plan.alternatives)
    marks = drawn(forecast_line(story))
    assert marks == {"rect": 2, "rule": others + 1, "symbol": others + 1, "text": 2 * (others + 1)}


def test_law(story: Story) -> None:
    marks = drawn(law_line(story))
    best = best_cells(story.finished_cells)
    assert marks["symbol"] == len(best) + 1  # and the target
    assert (marks["line"], marks["vertex"], marks["area"]) == (1, GRID, 1)
    assert marks["rule"] == 2  # the ladder's edge and the forecast's interval
    assert marks["rect"] == 4  # what lies beyond, the forecast's centre and the two ends of its interval
    assert marks["text"] == 3


def test_isoflop(story: Story) -> None:
    marks = drawn(isoflop(story))
    bottoms = [m for m in story.laws[1].minima if m.interior]
    assert marks["symbol"] == len(story.cells) + len(bottoms)
    assert marks["line"] == len({budget_of(run) for run in story.cells})
    assert marks["vertex"] == len(story.cells)


def test_curves(story: Story) -> None:
    marks = drawn(loss_curves(story))
    lines = [*longest_of_each_size(story.cells), story.target]
    assert marks["line"] == len(lines)
    assert marks["vertex"] == sum(len(run.curve) for run in lines)
    assert marks["symbol"] == len(story.cells) + 1


def test_scores(story: Story) -> None:
    for task in task_figures(story):
        for figure in (*task.shown, *task.further):
            measured = series(story, task.task, figure.metric)
            chances = {m.chance for _, m in measured} - {None}
            assert drawn(figure) == {"symbol": len(measured), "rule": len(measured) + len(chances)}
            assert len(figure.rows) == len(measured) == len(story.scores)


@pytest.mark.parametrize("metric", SHARP[:1])
def test_a_dropped_row_is_noticed(story: Story, metric: str) -> None:
    fewer = dataclasses.replace(story, scores=story.scores[1:])
    whole, part = (drawn(task_figures(s)[1].shown[0]) for s in (story, fewer))
    assert part["symbol"] == whole["symbol"] - 1
    assert len(series(story, "capitals", metric)) != part["symbol"]


def test_sources_and_cost(story: Story) -> None:
    for figure in source_charts(story):
        bars = len(fates(story.corpus.sources[figure.title]))
        assert drawn(figure) == {"rect": bars, "text": bars}
    assert drawn(cost_chart(story)) == {"rect": len(story.stages), "text": len(story.stages)}


def test_adapted(story: Story) -> None:
    assert story.comparison is not None
    figures = change_figures(story.comparison)
    assert sum(len(figure.rows) for figure in figures) == len(story.comparison.rows)
    for figure in figures:
        rows = [row for row in story.comparison.rows if row.metric == figure.metric]
        chances = sum(row.chance is not None for row in rows)
        n = len(rows)
        assert drawn(figure) == {"rect": n + chances, "rule": n, "symbol": 2 * n, "text": n}


def test_a_mark_that_lies_nowhere_is_noticed() -> None:
    group = '<g xmlns="http://www.w3.org/2000/svg"><g class="mark-symbol role-mark marks"><path d="{}"/></g></g>'
    assert count(group.format("M0,0")) == {"symbol": 1}
    with pytest.raises(AssertionError, match="nowhere"):
        count(group.format("MNaN,0"))
