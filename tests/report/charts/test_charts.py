"""Each chart holds a row for each row of its records, so that an empty chart cannot pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from foretell.models.flops import effective_params
from foretell.nouns import SourceCount
from foretell.report import Story
from foretell.report.charts.cost import cost_chart
from foretell.report.charts.curves import longest_of_each_size, loss_curves, train_bits
from foretell.report.charts.forecast import forecast_line
from foretell.report.charts.isoflop import isoflop, law_with_minima
from foretell.report.charts.law import GRID, best_cells, law_line
from foretell.report.charts.scores import task_figures
from foretell.report.charts.sources import MOST, source_charts
from foretell.report.figure import Figure


def data(figure: Figure) -> list[list[dict[str, Any]]]:
    """The rows of every layer, the chart's shared ones first."""

    written = figure.specification

    def walk(part: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
        if "data" in part:
            yield written["datasets"][part["data"]["name"]]
        for layer in part.get("layer", []):
            yield from walk(layer)

    return list(walk(written))


def column(figure: Figure, *fields: str) -> set[tuple[Any, ...]]:
    """The distinct values of some fields wherever rows have them all."""
    return {tuple(row[f] for f in fields) for rows in data(figure) for row in rows if all(f in row for f in fields)}


def test_forecast(story: Story) -> None:
    figure = forecast_line(story)
    forecasts = (story.plan.forecast, *story.plan.alternatives)
    assert column(figure, "centre", "low", "high") == {(f.centre, f.low, f.high) for f in forecasts}
    assert column(figure, "found") == {(story.found,)}
    assert len(figure.rows) == len(forecasts)


def test_isoflop(story: Story) -> None:
    figure = isoflop(story)
    cells = {(effective_params(run.rung.shape), run.bits_per_byte) for run in story.cells}
    bottoms = {(m.params, m.loss) for m in story.laws[1].minima if m.interior}
    assert column(figure, "params", "loss") == cells | bottoms
    assert len(figure.rows) == len(story.cells) + len(story.laws[1].minima)
    assert "1 bottom outside" in figure.see


def test_isoflop_without_minima(story: Story) -> None:
    assert "no law of this story reads minima" in isoflop(dataclasses.replace(story, laws=story.laws[:1])).see


def test_law(story: Story) -> None:
    figure = law_line(story)
    best = best_cells(story.cells)
    assert len(best) == 5
    assert column(figure, "flops", "loss") == {
        *((run.flops, run.bits_per_byte) for run in (*best, story.target)),
        (story.plan.forecast.flops, story.plan.forecast.centre),
    }
    assert len(column(figure, "flops", "centre")) == GRID
    assert min(run.bits_per_byte or 9 for run in story.cells) in {run.bits_per_byte for run in best}


def test_the_law_is_shaded_only_beyond_its_runs(story: Story) -> None:
    assert len(column(law_line(story), "end")) == 1
    wide = story.law.model_copy(update={"flops_range": (1e11, 1e14)})
    assert not column(law_line(dataclasses.replace(story, laws=(wide, story.laws[1]))), "end")


def test_curves(story: Story) -> None:
    figure = loss_curves(story)
    lines = longest_of_each_size(story.cells)
    assert len(lines) == len({run.rung.shape.width for run in story.cells})
    points = sum(len(run.curve) for run in (*lines, story.target))
    ends = len(story.cells) + 1
    assert sum(len(rows) for rows in data(figure)) == points + ends
    assert len(figure.rows) == ends
    assert train_bits(story, story.tokens.bytes_per_token) == pytest.approx(1.442695)


def test_diverged_runs_are_named(story: Story) -> None:
    broken = story.cells[0].model_copy(update={"bits_per_byte": None, "diverged": "not finite"})
    figure = loss_curves(dataclasses.replace(story, cells=(broken, *story.cells[1:])))
    assert "Diverged and left out of every fit: width 24, 1e11 FLOPs (not finite)." in figure.see


def test_sources(story: Story) -> None:
    figures = {figure.title: figure for figure in source_charts(story)}
    assert set(figures) == set(story.corpus.sources)
    for name, count in story.corpus.sources.items():
        assert sorted(row["documents"] for row in data(figures[name])[0]) == sorted(
            (count.train, count.held_out, *count.dropped.values())
        )


def test_only_the_largest_sources_get_charts(story: Story) -> None:
    many = {f"s{i}": SourceCount(read=i, train=i, held_out=0, bytes_train=i, bytes_held_out=0) for i in range(MOST + 5)}
    figures = source_charts(dataclasses.replace(story, corpus=story.corpus.model_copy(update={"sources": many})))
    assert [figure.title for figure in figures] == [f"s{i}" for i in range(MOST + 4, 4, -1)]


def test_scores(story: Story) -> None:
    tasks = {figures.task: figures for figures in task_figures(story)}
    assert list(tasks) == ["all", "capitals", "addition"]
    shown = [figure.title for figure in tasks["capitals"].shown]
    assert shown == ["accuracy (sharp)", "choice log prob"]
    assert [figure.title for figure in tasks["capitals"].further] == ["log prob"]
    accuracy = tasks["capitals"].shown[0]
    measured = {
        (s.flops, m.value) for s in story.scores for m in s.measures if (m.task, m.metric) == ("capitals", "accuracy")
    }
    assert column(accuracy, "flops", "value") == measured
    assert column(accuracy, "chance") == {(0.25,)}
    assert [row["target"] for row in next(rows for rows in data(accuracy) if len(rows) == 26)] == [False] * 25 + [True]
    assert "Leaves chance at 3.2e11 FLOPs" in accuracy.see


def test_cost(story: Story) -> None:
    figure = cost_chart(story)
    assert column(figure, "stage") == {(stage,) for stage in story.stages}
    assert len(figure.rows) == len(story.stages) + 1


def test_the_parabolas_minima_are_preferred(story: Story) -> None:
    valley = story.laws[0].model_copy(update={"minima": story.laws[1].minima[:1]})
    both = dataclasses.replace(story, laws=(valley, story.laws[1]))
    assert law_with_minima(both) is story.laws[1]
    assert law_with_minima(dataclasses.replace(story, laws=(valley,))) is valley
