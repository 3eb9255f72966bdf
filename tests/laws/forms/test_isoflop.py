from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table, optimum, predict

ISOFLOP = Fit(form="chinchilla.isoflop")
BUDGETS = np.geomspace(1e18, 1e20, 5)


def loss(N: np.ndarray, D: np.ndarray, C: np.ndarray) -> np.ndarray:
    return np.exp(3.3 - 0.05 * np.log(C) + 0.03 * np.log(N / (0.2 * C**0.48)) ** 2)


def test_known_power_laws_lie_in_their_intervals(ladder: Callable[..., Table]) -> None:
    law = fit_table(ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48), ISOFLOP)
    assert law.intervals["params_exponent"].low <= 0.48 <= law.intervals["params_exponent"].high
    assert law.intervals["tokens_exponent"].low <= 0.52 <= law.intervals["tokens_exponent"].high
    assert law.intervals["b"].centre == pytest.approx(0.05, abs=0.002)
    assert predict(law, 1e21)[0][0] == pytest.approx(np.exp(3.3 - 0.05 * np.log(1e21)), rel=0.01)
    assert optimum(law, 1e21)[0].centre == pytest.approx(0.2 * 1e21**0.48, rel=0.15)
    assert [m.interior for m in law.minima] == [True] * 5


def test_without_noise_the_law_is_exact(ladder: Callable[..., Table]) -> None:
    law = fit_table(ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48, noise=0.0), ISOFLOP)
    true = (3.3, 0.05, 0.03, np.log(0.2), 0.48, -np.log(1.2), 0.52)
    np.testing.assert_allclose([law.coefficients[name] for name in law.names], true, rtol=1e-6)


def test_a_minimum_at_the_edge_is_left_out_and_counted(ladder: Callable[..., Table]) -> None:
    off_centre = ladder(loss, BUDGETS, lambda C: np.where(C > 9e19, 20.0, 1.0) * 0.2 * C**0.48)
    law = fit_table(off_centre, ISOFLOP)
    assert law.excluded == {"minimum_at_edge": 7}
    assert [m.interior for m in law.minima] == [True] * 4 + [False]
    assert any("1 of 5 budgets have no minimum inside their sizes" in warning for warning in law.warnings)
    assert law.params_exponent == pytest.approx(0.48, abs=0.05)


def test_a_parabola_that_opens_downward_is_left_out_and_counted(ladder: Callable[..., Table]) -> None:
    t = ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48)
    hill = np.where(t.flops > 9e19, 2.0 / t.loss, t.loss)
    law = fit_table(Table(t.params, t.tokens, t.flops, hill), ISOFLOP)
    assert law.excluded == {"parabola_opens_downward": 7}


def test_no_minimum_at_all_is_refused(ladder: Callable[..., Table]) -> None:
    with pytest.raises(ValueError, match="Only 0 of 5 budgets have their lowest loss inside their sizes"):
        fit_table(ladder(loss, BUDGETS, lambda C: 20 * 0.2 * C**0.48), ISOFLOP)


def test_eighty_percent_intervals_hold_the_truth_about_eighty_times_in_a_hundred(ladder: Callable[..., Table]) -> None:
    held = []
    for seed in range(100):
        table = ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48, noise=0.0)
        noisy = table.loss * np.exp(np.random.default_rng(seed).normal(0.0, 0.004, len(table)))
        law = fit_table(
            Table(table.params, table.tokens, table.flops, noisy), Fit(form="chinchilla.isoflop", draws=100)
        )
        held.append(law.intervals["params_exponent"].low <= 0.48 <= law.intervals["params_exponent"].high)
    assert 68 <= sum(held) <= 92  # three standard errors about 80


def test_equal_losses_are_refused_without_a_word_from_numpy(senseless: Callable[[str], Table]) -> None:
    with pytest.raises(ValueError, match="Only 0 of 5 budgets"):
        fit_table(senseless("equal"), ISOFLOP)
