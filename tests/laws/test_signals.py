"""A fit tells its own doubts: whoever prints it, draws it or stores it has the same ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_curve, fit_table, read_table
from foretell.laws.fitting.certify import certified, is_certain
from foretell.laws.signals import doubts, signals
from foretell.nouns import Influence, Interval, Law


@pytest.fixture
def law(chinchilla_ladder: Table) -> Law:
    return fit_table(chinchilla_ladder, Fit(draws=40))


def against(law: Law) -> list[str]:
    return [sentence for kind, sentence in signals(law) if kind == "warning"]


def with_interval(law: Law, name: str, low: float, high: float) -> Law:
    centre = law.coefficients[name]
    return law.model_copy(update={"intervals": {**law.intervals, name: Interval(centre=centre, low=low, high=high)}})


def test_a_sound_law_has_checks_that_hold_and_no_doubt(law: Law) -> None:
    assert [kind for kind, _ in signals(law)].count("holds") >= 3
    assert law.warnings == ()


def test_a_law_with_a_step_above_the_cut_says_so_itself(chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    raised = Table(t.params, t.tokens, t.flops, np.where(t.flops > 9e20, 1.2, 1.0) * t.loss)
    warnings = fit_table(raised, Fit(draws=40)).warnings
    assert any("Fitted without the largest budget" in told for told in warnings)
    assert len(set(warnings)) == len(warnings)


def test_the_chinchilla_points_with_their_five_wild_runs_are_doubted(shared: Path) -> None:
    law = fit_table(read_table(shared / "reference/scaling/chinchilla_fig4_points.csv"), Fit(draws=60))
    told = " ".join(law.warnings)
    assert "4 runs lie far from the law" in told
    assert "+26 %" in told
    assert "inside the 80 % interval" in told
    assert "moved by a factor of" in told


def test_a_run_far_from_the_law_stays_under_a_warning(chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    off = np.where(np.arange(len(t)) == 20, 1.2, 1.0)
    law = fit_table(Table(t.params, t.tokens, t.flops, off * t.loss), Fit(draws=40))
    (told,) = (warning for warning in law.warnings if "far from the law" in warning)
    assert f"1 run lies far from the law: it has {t.params[20]:.3g} parameters" in told
    assert law.runs == len(t)


def test_no_draws_are_a_doubt_of_a_law_and_of_a_curve(chinchilla_ladder: Table) -> None:
    none = "No resample was drawn, so nothing tells how uncertain this fit is."
    assert none in fit_table(chinchilla_ladder, Fit(draws=0)).warnings
    assert none in fit_curve(chinchilla_ladder, Fit(form="kaplan.compute", draws=0)).warnings


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (1e-200, 2.0, "how small E may be (at most 2)"),
        (1.7, 1e300, "how large E may be (at least 1.7)"),
        (1e-200, 1e300, "E at all"),
    ],
)
def test_an_end_that_bounds_nothing_is_a_doubt(law: Law, low: float, high: float, told: str) -> None:
    assert f"These runs do not tell {told}." in against(with_interval(law, "E", low, high))


def test_an_interval_without_a_width_is_no_certainty(law: Law) -> None:
    E = law.coefficients["E"]
    held = with_interval(law, "E", E, E)
    assert ("note", "No resample moved E: held, or at a bound, which is no certainty.") in list(signals(held))
    assert against(held) == against(law)


def test_a_best_size_known_within_a_large_factor_is_a_doubt(law: Law) -> None:
    factors = np.linspace(0.5, 2.0, len(law.draws))
    spread = [(*row[:3], row[3] * factor, row[4]) for row, factor in zip(law.draws, factors, strict=True)]
    told = against(law.model_copy(update={"draws": tuple(spread)}))
    assert any("the best size is known within a factor of" in sentence for sentence in told)


def test_one_run_that_moves_the_law_out_of_its_interval_is_one_doubt(law: Law) -> None:
    assert law.checks
    without = {name: 10.0 * value for name, value in law.coefficients.items()}
    influence = Influence(params=1e9, tokens=2e10, loss=2.5, off_percent=3.0, without=without)
    moved = law.model_copy(update={"checks": law.checks.model_copy(update={"influences": (influence,) * 2})})
    (told,) = set(against(moved)) - set(against(law))
    assert told.startswith("Without the run of 1e+09 parameters and 2e+10 tokens alone, E would be ")
    assert told.endswith("and 2 more, far outside the interval.")


def test_a_search_that_stands_alone_is_no_certificate(law: Law) -> None:
    assert law.checks
    found = law.checks.certificate
    assert found
    assert is_certain(found)
    alone = found.model_copy(update={"agreeing": 1, "disagreement": 0.1})
    assert not is_certain(alone)
    assert certified(alone).startswith("Only 1 of")
    doubted = law.model_copy(update={"checks": law.checks.model_copy(update={"certificate": alone})})
    assert len(against(doubted)) == len(against(law)) + 1


def test_what_was_told_before_is_told_first_and_once(law: Law) -> None:
    doubted = law.model_copy(update={"warnings": ("A slip.", "A slip."), "draws": ()})
    assert doubts(doubted)[0] == "A slip."
    assert len(doubts(doubted)) == 1 + len(against(doubted))
