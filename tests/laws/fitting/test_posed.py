"""Coefficients for each row of weights: of the law itself, and of a law that holds what another fit found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foretell.laws.fitting import Posed, PowerSum, drawn, resample, settle, square, term

X = np.linspace(-1.0, 1.0, 9)
Y = 0.7 - 0.3 * X + np.random.default_rng(0).normal(0.0, 0.01, 9)
WEIGHTS = np.random.default_rng(1).multinomial(9, np.full(9, 1.0 / 9.0), size=6).astype(np.float64)


def line() -> Posed:
    """u − α x by least squares."""
    residuals = PowerSum((term((0, 1), 1.0, -X, rows=9),), Y, parameters=2)
    return Posed(residuals, square(), np.zeros((1, 2)), lambda theta: theta, np.arange(9))


def slope_beside(u: float) -> Posed:
    """α of the same, u being held."""
    residuals = PowerSum((term((0,), -X, rows=9),), Y - u, parameters=1)
    return Posed(residuals, square(), np.zeros((1, 1)), lambda theta: theta, np.arange(9))


def test_a_law_that_holds_nothing_is_drawn_as_it_is_resampled() -> None:
    posed = replace(line(), told=lambda theta: 2.0 * theta)
    bottom = settle(posed)
    np.testing.assert_array_equal(drawn(posed, bottom, WEIGHTS), 2.0 * resample(posed, bottom, WEIGHTS))


def test_what_a_law_holds_is_found_anew_under_the_same_weights() -> None:
    asked: list[np.ndarray] = []

    def refound(weights: np.ndarray) -> Posed:
        asked.append(weights)
        return replace(slope_beside(0.9), told=lambda theta: np.append(np.full_like(theta, 0.9), theta, -1))

    posed = replace(slope_beside(0.7), refound=refound)
    found = drawn(posed, settle(posed), WEIGHTS)
    np.testing.assert_array_equal(asked, [WEIGHTS])
    np.testing.assert_array_equal(found[:, 0], 0.9)
    least_squares = -(WEIGHTS * X * (Y - 0.9)).sum(-1) / (WEIGHTS * X**2).sum(-1)
    assert found[:, 1] == pytest.approx(least_squares, rel=1e-6)
