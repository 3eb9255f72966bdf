from __future__ import annotations

import numpy as np
import pytest

from foretell.laws.form import columns
from foretell.laws.forms import chinchilla, kaplan
from foretell.laws.optima.best_size import best_size, exponents_near

CHINCHILLA = np.array([1.8, 480.0, 2100.0, 0.35, 0.37])
KAPLAN = np.array(kaplan.KAPLAN)
BUDGETS = np.geomspace(1e15, 1e25, 11)


@pytest.mark.parametrize(("law", "theta"), [(chinchilla, CHINCHILLA), (kaplan, KAPLAN)])
def test_numbers_find_what_the_formula_says(law, theta: np.ndarray) -> None:
    N, D = best_size(law.loss)(theta, BUDGETS)
    np.testing.assert_allclose(N, law.optimum(theta, BUDGETS)[0], rtol=1e-6)
    np.testing.assert_allclose(6.0 * N * D, BUDGETS, rtol=1e-12)


def test_the_exponents_of_a_power_law_are_the_same_near_every_budget() -> None:
    for flops in (1e17, 1e23):
        a, b = exponents_near(best_size(chinchilla.loss), flops)(CHINCHILLA)
        assert a == pytest.approx(0.37 / 0.72, abs=1e-5)
        assert a + b == pytest.approx(1.0)


def test_exponents_of_draws_come_at_once() -> None:
    draws = np.stack([CHINCHILLA * (1.0, 1.0, 1.0, 1.0 + step, 1.0) for step in (0.0, 0.1, -0.1)])
    a, _ = exponents_near(best_size(chinchilla.loss), 1e20)(draws)
    np.testing.assert_allclose(a, chinchilla.exponents(draws)[0], atol=1e-5)


def test_draws_by_budgets_have_the_shape_of_both() -> None:
    draws = np.tile(CHINCHILLA, (5, 1, 1))
    N, D = best_size(chinchilla.loss)(draws, BUDGETS)
    assert N.shape == D.shape == (5, len(BUDGETS))


def test_a_loss_that_always_falls_with_size_has_no_best() -> None:
    def falling(theta: np.ndarray, C: np.ndarray, N: np.ndarray) -> np.ndarray:
        return columns(theta)[0] + 0.0 * C + N**-0.3

    assert np.isnan(best_size(falling)(np.array([1.0]), BUDGETS)[0]).all()


def test_of_two_valleys_the_lower_is_taken() -> None:
    def two(theta: np.ndarray, C: np.ndarray, N: np.ndarray) -> np.ndarray:
        x = np.log(N)
        return 3.0 + 0.0 * C + np.minimum((x - 10.0) ** 2, (x - 20.0) ** 2 - 1.0)

    assert np.log(best_size(two)(np.array([0.0]), np.array([1e20]))[0][0]) == pytest.approx(20.0, abs=1e-6)


def test_no_number_is_no_lowest_loss() -> None:
    def broken(theta: np.ndarray, C: np.ndarray, N: np.ndarray) -> np.ndarray:
        return np.where(N > 1e12, -np.inf, np.where(N < 1e3, np.nan, chinchilla.loss(theta, C, N)))

    N, _ = best_size(broken)(CHINCHILLA, np.array([1e20]))
    assert N[0] == pytest.approx(chinchilla.optimum(CHINCHILLA, np.array(1e20))[0], rel=1e-6)
