"""Roots and minima against functions whose answers are known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foretell.planning.search import fallen, lowest

places = st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=20)


@given(places)
def test_the_fall_is_found_in_every_row(at: list[float]) -> None:
    x = np.array(at)
    found = fallen(lambda y: x - y, np.full(len(x), -60.0), np.full(len(x), 60.0))
    np.testing.assert_allclose(found, x, atol=1e-12)


def test_what_never_falls_is_infinite_and_nan_is_no_fall() -> None:
    low, high = np.zeros(3), np.ones(3)
    found = fallen(lambda y: np.array([1.0, np.nan, -1.0]) + 0.0 * y, low, high)
    assert np.isinf(found[:2]).all()
    assert found[2] < 1e-12


@given(places)
def test_the_bottom_is_found_in_every_row(at: list[float]) -> None:
    x = np.array(at)
    found = lowest(lambda y: (y - x) ** 2, np.full(len(x), -60.0), np.full(len(x), 60.0), steps=60)
    np.testing.assert_allclose(found, x, atol=1e-6)


def test_a_bottom_beside_nan_is_found() -> None:
    with np.errstate(invalid="ignore"):
        found = lowest(lambda y: np.sqrt(y) * 0.0 + (y - 1.0) ** 2, np.array([-2.0]), np.array([3.0]))
    assert abs(float(found[0]) - 1.0) < 1e-6
