"""Kaplan's law of size and data: recovered, its derivatives, and its best size against a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Fit, Table, fit_table
from foretell.laws.forms.kaplan import KAPLAN, SIZE_AND_DATA, PowerOfSum

THETA = np.array(KAPLAN)


def grid(noise: float) -> Table:
    """Six sizes by six numbers of tokens, where neither alone holds the loss back."""
    N, D = (each.ravel() for each in np.meshgrid(np.geomspace(1e6, 1e9, 6), np.geomspace(1e8, 1e11, 6)))
    loss = SIZE_AND_DATA.loss(THETA, 6.0 * N * D, N)
    return Table(N, D, 6.0 * N * D, loss * np.exp(np.random.default_rng(5).normal(0.0, noise, len(N))))


def test_exact_runs_give_the_law_back() -> None:
    law = fit_table(grid(0.0), Fit(form="kaplan", draws=0))
    assert [law.coefficients[name] for name in law.names] == pytest.approx(KAPLAN, rel=1e-4)


def test_noisy_runs_have_the_law_in_their_intervals() -> None:
    law = fit_table(grid(0.003), Fit(form="kaplan", draws=100))
    held = [law.intervals[n].low <= true <= law.intervals[n].high for n, true in zip(law.names, KAPLAN, strict=True)]
    assert sum(held) >= 3, law.intervals
    assert law.coefficients["alpha_N"] == pytest.approx(KAPLAN[0], rel=0.05)


def test_the_derivatives_are_those_of_finite_differences() -> None:
    random = np.random.default_rng(2)
    x, d, y = random.normal(size=(3, 7))
    residuals, theta, step = PowerOfSum(x, d, y), np.array([[1.0, 0.4, 0.7, 0.2]]), 1e-5
    slopes, s = residuals.at(theta), random.normal(size=(1, 7))
    shifted = [(theta + step * e, theta - step * e) for e in np.eye(4)]
    first = [(residuals.values(a) - residuals.values(b)) / (2 * step) for a, b in shifted]
    second = [s @ ((residuals.at(a).jacobian - residuals.at(b).jacobian)[0] / (2 * step)) for a, b in shifted]
    np.testing.assert_allclose(slopes.jacobian[0], np.stack(first, -1)[0], atol=1e-8)
    np.testing.assert_allclose(slopes.curvature(s)[0], np.concatenate(second), atol=1e-8)


@given(st.floats(0.03, 0.6), st.floats(0.03, 0.6), st.floats(16.0, 26.0))
def test_the_best_size_is_the_lowest_of_a_fine_grid(alpha_N: float, alpha_D: float, decades: float) -> None:
    theta, C = np.array([alpha_N, alpha_D, 6.4e13, 1.8e13]), 10.0**decades
    N, D = SIZE_AND_DATA.optimum(theta, np.array(C))
    ratios = np.exp(np.linspace(-2.0, 2.0, 4001))
    losses = SIZE_AND_DATA.loss(theta, np.array(C), N * ratios)
    assert abs(np.log(ratios[np.argmin(losses)])) <= 0.0011
    assert float(6.0 * N * D) == pytest.approx(C)
    a, b = SIZE_AND_DATA.exponents(theta)
    assert np.log(SIZE_AND_DATA.optimum(theta, np.array(10.0 * C))[0] / N) == pytest.approx(float(a) * np.log(10.0))
    assert float(a + b) == pytest.approx(1.0)
