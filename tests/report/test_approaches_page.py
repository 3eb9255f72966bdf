"""Laws side by side on one plane, with famous models."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from foretell.laws import Fit, fit_table
from foretell.nouns import Law
from foretell.planning.famous import famous
from foretell.report.approaches_page import approaches_figures, approaches_page
from foretell.report.charts.approaches import approaches
from foretell.report.charts.best_size import SIZES
from foretell.report.charts.named_models import meet, placed
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn
from tests.report.test_law_page import made_table

MODELS = (("LaMDA", 137e9, 1.4e23), ("GPT-3", 175e9, 3.1e23), ("<b>", 178e9, 3.2e23), ("Chinchilla", 70e9, 5.9e23))


@pytest.fixture(scope="module")
def laws() -> list[Law]:
    return [
        fit_table(made_table(), Fit(form=form, draws=20)) for form in ("chinchilla.parametric", "chinchilla.isoflop")
    ]


def test_a_line_a_law_and_a_named_point_a_model(laws: list[Law]) -> None:
    figure = approaches(laws, MODELS)
    marks = drawn(figure)
    assert (marks["line"], marks["vertex"], marks["area"]) == (2, 2 * SIZES, 2)
    assert (marks["symbol"], marks["text"]) == (len(MODELS), 2 * len(MODELS))  # names, each over its halo
    assert len(figure.rows) == len(laws) + len(MODELS)


def test_names_of_the_famous_do_not_lie_on_each_other() -> None:
    models = [(each.title, each.params, each.six_nd) for each in famous().values()]
    rows = list(placed(models, (1e18, 5e25), (1e8, 2e12), 440))
    assert [row["name"] for row in rows] == [name for name, _, _ in models]
    assert not [pair for pair in combinations([row["box"] for row in rows], 2) if meet(*pair)]


def test_the_page_asks_every_law_and_tells_who_was_refused(laws: list[Law], tmp_path: Path) -> None:
    approaches_page(laws, tmp_path / "laws.html", MODELS, flops=1e20, refused=[("chinchilla.envelope", "no <curves>")])
    text = (tmp_path / "laws.html").read_text(encoding="utf-8")
    assert "chinchilla.envelope was not fitted: no &lt;curves&gt;" in text
    assert "for 1e20 FLOPs" in text
    assert len(approaches_figures(laws, tmp_path / "figures", MODELS)) == 2
    with pytest.raises(ValueError, match="no laws"):
        approaches_page([], tmp_path / "none.html")


@pytest.mark.parametrize(("moved", "told"), [(0.0, "They agree"), (0.3, "They do not agree")])
def test_the_page_answers_whether_they_agree(laws: list[Law], moved: float, told: str, tmp_path: Path) -> None:
    first, second = laws
    alpha, beta = (first.names.index(name) for name in ("alpha", "beta"))
    draws = [[*row] for row in first.draws]
    for row in draws:
        row[beta] += moved / (1.0 - moved) * (row[alpha] + row[beta])
    exponent = first.params_exponent + moved
    other = first.model_copy(update={"draws": tuple(map(tuple, draws)), "params_exponent": exponent})
    approaches_page([first, other], tmp_path / "laws.html")
    text = (tmp_path / "laws.html").read_text(encoding="utf-8")
    assert f"<h1>{told}" in text
    assert ("<b>do not agree</b>" in text) == (moved > 0.0)
    approaches_page([first, second.model_copy(update={"draws": ()})], tmp_path / "one.html")
    assert "Nothing to compare" in (tmp_path / "one.html").read_text(encoding="utf-8")


@needs_chromium
def test_a_browser_draws_it_on_a_phone(laws: list[Law], tmp_path: Path) -> None:
    approaches_page(laws, tmp_path / "laws.html", MODELS)
    met = look((tmp_path / "laws.html").read_text(encoding="utf-8"), tmp_path, 390)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= 390
    assert met["tips"][0]
