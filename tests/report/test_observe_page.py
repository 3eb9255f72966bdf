"""The page of an observational law: every model drawn, each family with its line, and what was asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.laws.abilities import Observation, Observe, asked, observe
from foretell.laws.abilities.model_scores import ModelScores
from foretell.report.charts.observed import over_capability, over_compute
from foretell.report.observe_page import observe_figures, observe_page
from tests.laws.abilities.test_observational import world
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn

Made = tuple[Observation, ModelScores, np.ndarray]


@pytest.fixture
def made() -> Made:
    models, target = world(families=6)
    target[2] = np.nan
    return observe(models, target, Observe(target="<quiz>", components=2, draws=20)), models, target


def test_every_model_and_every_family_is_drawn(made: Made) -> None:
    found, models, target = made
    task, families = drawn(over_capability(found, models, target)), drawn(over_compute(found, models))
    assert (task["symbol"], task["line"], task["area"]) == (29, 1, 1)
    assert (families["symbol"], families["line"]) == (30, 6)


def test_the_page_has_what_was_asked_and_its_figures(made: Made, tmp_path: Path) -> None:
    found, models, target = made
    observe_page(asked(found, 1e25, ["family 3"]), models, target, tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;quiz&gt; at 1e25 FLOPs" in text
    assert "<quiz>" not in text
    assert found.test is not None
    assert f"points off {found.test.tested} stronger models" in text
    assert "Left out: 1 × no target" in text
    assert (tmp_path / "page.svg").exists()
    assert len(observe_figures(found, models, target, tmp_path / "figures")) == 4


def test_models_without_compute_have_a_page_without_lines(tmp_path: Path) -> None:
    models, target = world(families=4)
    unknown = ModelScores(
        models.models, models.families, np.full(len(models), np.nan), models.benchmarks, models.scores
    )
    found = observe(unknown, target, Observe(components=1, draws=5))
    observe_page(found, unknown, target, tmp_path / "page.html")
    assert "untested" in (tmp_path / "page.html").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="three models of one family"):
        asked(found, 1e24)


@needs_chromium
def test_a_browser_draws_it_on_a_phone(made: Made, tmp_path: Path) -> None:
    found, models, target = made
    observe_page(asked(found, 1e25), models, target, tmp_path / "page.html")
    met = look((tmp_path / "page.html").read_text(encoding="utf-8"), tmp_path, 390, is_dark=True)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= 390
