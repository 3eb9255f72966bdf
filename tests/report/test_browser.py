"""The page in a browser, wide and narrow, light and dark: every mark is drawn, and nothing is asked of the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from foretell.report import Story
from foretell.report.charts.adapted import change_figures
from foretell.report.charts.cost import cost_chart
from foretell.report.charts.curves import loss_curves
from foretell.report.charts.forecast import forecast_line
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import law_line
from foretell.report.charts.scores import task_figures
from foretell.report.charts.sources import source_charts
from foretell.report.figure import Figure
from foretell.report.page import page
from tests.report.browser import look, needs_chromium
from tests.report.conftest import made_story, stand_in
from tests.report.marks import drawn

pytestmark = needs_chromium


@pytest.fixture(scope="module", params=[(1200, False), (390, True)], ids=["wide and light", "narrow and dark"])
def met(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a browser met on the page."""
    width, is_dark = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foretell.report.charts.law.predict", stand_in)
        text = page(made_story())
    return look(text, tmp_path_factory.mktemp("page"), width, is_dark) | {"width": width, "is_dark": is_dark}


def figures(story: Story) -> Iterator[Figure]:
    """The page's figures from top to bottom."""
    yield from (forecast_line(story), law_line(story), isoflop(story), loss_curves(story), *source_charts(story))
    for task in task_figures(story):
        yield from (*task.shown, *task.further)
    changed = change_figures(story.comparison) if story.comparison else []
    yield from sorted(changed, key=lambda figure: figure.metric not in ("accuracy", "bits_per_byte"))
    yield cost_chart(story)


def test_nothing_is_asked_of_the_network_and_nothing_is_complained_of(met: dict[str, Any]) -> None:
    assert met["console"] == []
    assert met["faults"] == []
    assert met["requests"] == 0


def test_every_chart_draws_the_marks_of_its_records(met: dict[str, Any], story: Story) -> None:
    expected = [{kind: n for kind, n in drawn(figure).items() if kind != "vertex"} for figure in figures(story)]
    assert met["marks"] == expected
    assert met["marksAfterwards"] == expected
    assert min(met["widths"]) > 200


def test_nothing_is_wider_than_the_window(met: dict[str, Any]) -> None:
    assert met["inner"] == met["width"]
    assert max(met["firstWidth"], met["scroll"]) <= met["width"]


def test_the_three_answers_stand_above_the_fold(met: dict[str, Any]) -> None:
    assert met["answers"] < 700


def test_it_follows_the_readers_choice_of_light_and_dark(met: dict[str, Any]) -> None:
    red = int(met["paper"].removeprefix("rgb(").split(",")[0])
    assert (red < 60) is met["is_dark"]


def test_every_chart_answers_to_hovering(met: dict[str, Any]) -> None:
    assert all(met["tips"])
    assert any("FLOPs" in tip and "parameters" in tip for tips in met["tips"] for tip in tips)


def test_every_stop_of_the_keyboard_shows_a_ring(met: dict[str, Any]) -> None:
    assert {"a skip", "a cite", "summary", "select", "div scroll"} <= set(met["keyboard"]["sorts"])
    assert met["keyboard"]["ringless"] == []


def test_the_axis_can_be_chosen(met: dict[str, Any]) -> None:
    titles = {axis: set(found) for axis, found in met["axes"].items()}
    assert titles == {"flops": {"training FLOPs"}, "params": {"parameters"}, "tokens": {"training tokens"}}


def test_the_metric_can_be_chosen(met: dict[str, Any]) -> None:
    assert met["metrics"]["accuracy"] == ["accuracy"]
    assert len(met["metrics"]["every"]) > 1
    assert met["metrics"]["again"]
