"""Published recipes for learning rate and batch: their constants, their spread, and how far they reach."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Fit, Table, fit_curve
from foretell.laws.optima.near_best import bottoms
from foretell.laws.published import hyperparameters as module
from foretell.laws.published.hyperparameters import deepseek_allocation, hyperparameters, kaplan_rate, step_law


def test_the_step_law_is_recommended_and_the_others_stand_beside_it() -> None:
    found = hyperparameters(4e8, 3e10, 7.2e19)
    assert [each.name for each in found] == ["step_law", "deepseek", "kaplan"]
    rates = [each.learning_rate.centre for each in found if each.learning_rate]
    steplaw, deepseek = 1.79 * 4e8**-0.713 * 3e10**0.307, 0.3118 * 7.2e19**-0.125
    assert rates == pytest.approx([steplaw, deepseek, 0.003239 - 0.0001395 * math.log(4e8)])
    batches = [each.batch_tokens.centre for each in found]
    assert batches == pytest.approx([0.58 * 3e10**0.571, 0.2920 * 7.2e19**0.3271, 2e6 * (7.2e19 / 8.64e19) ** 0.24])
    assert not found[0].warnings
    assert "no spread" in found[1].warnings[0]


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.inf, math.nan])
def test_what_is_no_number_of_anything_is_refused(wrong: float) -> None:
    for asked in ((wrong, 1e9, 1e18), (1e8, wrong, 1e18), (1e8, 1e9, wrong)):
        with pytest.raises(ValueError, match="positive, finite number"):
            hyperparameters(*asked)


@given(st.floats(1e-3, 1e40), st.floats(1e-3, 1e40), st.floats(1e-3, 1e60))
def test_whatever_is_asked_is_answered_by_an_interval(N: float, D: float, C: float) -> None:
    for each in hyperparameters(N, D, C):
        for figure in filter(None, (each.learning_rate, each.batch_tokens)):
            assert 0.0 <= figure.low <= figure.centre <= figure.high < math.inf


def test_intervals_widen_away_from_the_grid_and_a_warning_says_so() -> None:
    inside, beyond = step_law(4e8, 3e10), step_law(1e11, 2e12)
    widths = [each.learning_rate.high / each.learning_rate.low for each in (inside, beyond) if each.learning_rate]
    assert widths[0] == pytest.approx(1.55, abs=0.02)
    assert widths[1] > 5.0
    assert len(beyond.warnings) == 2
    assert "1e+11 parameters lie outside the runs behind Step Law" in beyond.warnings[0]


def test_kaplans_rate_ends_where_it_is_none() -> None:
    assert kaplan_rate(1e9) == pytest.approx(0.003239 - 0.0001395 * math.log(1e9))
    assert kaplan_rate(1.2e10) > 0.0
    with pytest.raises(ValueError, match="negative beyond"):
        kaplan_rate(1.3e10)
    said = hyperparameters(7e10, 1e12, 4e23)[2]
    assert said.learning_rate is None
    assert said.batch_tokens.centre > 0.0


def test_deepseeks_allocation_spends_the_budget() -> None:
    """M D = C to the rounding of the printed constants: 0.1715 × 5.8316 = 1.0001."""
    a_token, tokens = deepseek_allocation(1e21)
    assert a_token * tokens == pytest.approx(1e21, rel=2e-4)


def test_the_covariance_is_that_of_the_published_fits(shared: Path) -> None:
    with (shared / "reference/scaling/hparam_law_bootstrap_fits.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = ("lr_intercept", "lr_coefN", "lr_coefD", "bs_intercept", "bs_coefD")
    a, alpha, beta, b, gamma = (np.array([float(row[name]) for row in rows]) for name in names)
    means = [each.mean() for each in (a, alpha, beta, b, gamma)]
    assert means == pytest.approx([0.58631, -0.7129, 0.3075, -0.54354, 0.5709], abs=1e-3)
    n, d = math.log(module.STEP_LAW_N0), math.log(module.STEP_LAW_D0)
    rate = np.cov([a + alpha * n + beta * d, alpha, beta])
    assert rate == pytest.approx(np.array(module.STEP_LAW_RATE_COVARIANCE), abs=1e-7)
    assert np.cov([b + gamma * d, gamma]) == pytest.approx(np.array(module.STEP_LAW_BATCH_COVARIANCE), abs=1e-7)


def test_the_scatter_is_that_of_the_published_grid_and_the_intervals_hold_it(shared: Path) -> None:
    with (shared / "reference/scaling/hparam_grid_dense.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = ("params_no_embed", "tokens", "smooth_loss", "lr", "batch_seqs")
    N, D, loss, rate, sequences = (np.array([float(row[name]) for row in rows]) for name in names)
    table = Table(N, D, 6.0 * N * D, loss, more={"learning_rate": rate, "batch_tokens": 2048.0 * sequences})
    found = bottoms(table)
    said = [step_law(float(N[row]), float(D[row])) for row in found.rows]
    rates, batches = ([each.learning_rate for each in said], [each.batch_tokens for each in said])
    off_rate = found.ln_rate - np.log([each.centre for each in rates if each])
    off_batch = found.ln_batch - np.log([each.centre for each in batches])
    assert np.sqrt(np.mean(off_rate**2)) == pytest.approx(module.STEP_LAW_RATE_SCATTER, abs=0.01)
    assert np.sqrt(np.mean(off_batch**2)) == pytest.approx(module.STEP_LAW_BATCH_SCATTER, abs=0.01)
    for figures, ln in ((rates, found.ln_rate), (batches, found.ln_batch)):
        inside = [each.low <= math.exp(x) <= each.high for each, x in zip(figures, ln, strict=True) if each]
        assert len(inside) == 17
        assert sum(inside) >= 12
    curve = fit_curve(table, Fit(form="steplaw.rate", draws=0))
    apart = (abs(curve.coefficients["alpha"] + 0.713), abs(curve.coefficients["beta"] - 0.307))
    assert apart == pytest.approx((module.STEP_LAW_ALPHA_APART, module.STEP_LAW_BETA_APART), abs=0.01)
