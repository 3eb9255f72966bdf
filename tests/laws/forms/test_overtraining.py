"""Over-training: the published fit and its forecasts, recovery of a known law, and the optimum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Fit, Table, fit_table, predict
from foretell.laws.form import estimate_posed
from foretell.laws.forms.overtraining import OVERTRAINING, pose
from foretell.nouns import Law
from tests.laws.gadre import LADDER, Gadre

OVER = Fit(form="overtraining", draws=0)
TRUE = np.array([1.8, 170.0, 370.0, 0.27])


def law_of(runs: Gadre, train_set: str) -> Law:
    return fit_table(runs.table(train_set, LADDER), OVER)


def off_percent(law: Law, runs: Gadre, train_set: str, model: str, multiplier: float) -> float:
    """How far the law's loss lies from that of one run, in percent of it."""
    run = runs.table(train_set, [(model, multiplier)])
    return float(100.0 * abs(predict(law, run.flops, run.params)[0][0] / run.loss[0] - 1.0))


def test_the_published_coefficients(gadre: Gadre) -> None:
    law = law_of(gadre, "rpj")
    assert law.coefficients["E"] == pytest.approx(1.8366, abs=1e-4)
    assert law.coefficients["a"] == pytest.approx(166.21, abs=5e-3)
    assert law.coefficients["b"] == pytest.approx(366.69, abs=5e-3)
    assert law.coefficients["h"] == pytest.approx(0.2729, abs=1e-4)
    assert law.checks is not None
    assert law.checks.certificate is not None
    assert law.checks.certificate.agreeing == law.checks.certificate.starts


@pytest.mark.parametrize(
    ("train_set", "model", "multiplier", "percent"),
    [
        ("rpj", "open_lm_1b", 32.0, 0.7103),
        ("rpj", "open_lm_7b", 1.0, 0.7320),
        ("c4_original", "open_lm_7b", 1.0, 4.2952),
        ("rw_original", "open_lm_7b", 1.0, 1.6193),
        ("rw_original", "open_lm_1b", 16.0, 0.0052),
    ],
)
def test_the_published_errors(gadre: Gadre, train_set: str, model: str, multiplier: float, percent: float) -> None:
    found = off_percent(law_of(gadre, train_set), gadre, train_set, model, multiplier)
    assert found == pytest.approx(percent, abs=1e-3)


def known(noise: float = 0.0, seed: int = 0) -> Table:
    """A small ladder at 20 tokens a parameter, and its smallest sizes over-trained."""
    N, M = np.meshgrid(np.geomspace(1e7, 1e9, 5), (20.0, 80.0, 320.0))
    N, M = N.ravel(), M.ravel()
    L = OVERTRAINING.loss(TRUE, 6 * M * N**2, N) * np.exp(np.random.default_rng(seed).normal(0.0, noise, len(N)))
    return Table(N, M * N, 6 * M * N**2, L)


def test_exact_data_give_the_exact_law() -> None:
    law = fit_table(known(), OVER)
    np.testing.assert_allclose([law.coefficients[name] for name in law.names], TRUE, rtol=1e-6)


def test_a_known_law_lies_in_its_own_interval() -> None:
    """Intervals of level 0.8 of one exponent in forty simulations: 32 are meant to hold it, and resamples of few runs
    give a little less. All four coefficients move together: to count each would say the same four times."""
    found = [estimate_posed(pose, known(0.002, seed), OVER, 40) for seed in range(40)]
    low, high = np.quantile([each.draws[:, 3] for each in found], (0.1, 0.9), axis=1)
    assert ((low < TRUE[3]) & (TRUE[3] < high)).sum() >= 24
    np.testing.assert_allclose([each.coefficients[3] for each in found], TRUE[3], rtol=0.05)


def test_both_ways_of_writing_it_are_one() -> None:
    """L = E + (a′ M^η + b′ M^−η) C^−η with η = h/2, a′ = a 6^η, b′ = b (equation 4 from the law that is fitted)."""
    E, a, b, h = TRUE
    C, M = np.geomspace(1e17, 1e24, 8), np.geomspace(1.0, 1e3, 8)
    eta, N = h / 2, np.sqrt(C / (6 * M))
    written = E + (a * 6.0**eta * M**eta + b * M**-eta) * C**-eta
    np.testing.assert_allclose(OVERTRAINING.loss(TRUE, C, N), written, rtol=1e-12)


@given(st.floats(1e15, 1e26), st.floats(0.5, 2.0))
def test_the_optimum_is_lowest_and_of_one_ratio(C: float, away: float) -> None:
    flops = np.array(C)
    N, D = OVERTRAINING.optimum(TRUE, flops)
    assert pytest.approx(C) == 6 * N * D
    assert OVERTRAINING.loss(TRUE, flops, N) <= OVERTRAINING.loss(TRUE, flops, N * away) * (1 + 1e-12)
    ratio = OVERTRAINING.optimum(TRUE, np.array(1e20))
    assert pytest.approx(ratio[1] / ratio[0]) == D / N


def test_few_runs_are_said_and_fewer_refused(gadre: Gadre) -> None:
    assert any("5 runs tell 4 coefficients" in told for told in law_of(gadre, "rpj").warnings)
    with pytest.raises(ValueError, match="needs at least 5 runs, and there are 4"):
        fit_table(gadre.table("rpj", LADDER[1:]), OVER)
    with pytest.raises(ValueError, match="tokens a parameter"):
        fit_table(known().where(np.repeat([True, False, False], 5)), OVER)


def test_a_law_without_an_exponent_is_said(senseless: Callable[[str], Table]) -> None:
    assert "went to zero" in " ".join(fit_table(senseless("equal"), OVER).warnings)
