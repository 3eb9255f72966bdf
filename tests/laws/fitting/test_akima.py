from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foretell.laws.fitting import akima

steps = arrays(np.float64, st.integers(3, 12), elements=st.floats(0.05, 3.0))
heights = st.floats(-10.0, 10.0).map(lambda y: round(y, 3))


@st.composite
def curves(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Rising knots [n] and two curves of heights over them, [2, n]."""
    x = np.cumsum(draw(steps))
    return x, draw(arrays(np.float64, (2, len(x)), elements=heights))


def by_the_paper(x: np.ndarray, y: np.ndarray, place: float) -> float:
    """One height by Akima's equations (1), (2) and (9), in his letters, a knot and a place at a time."""
    n = len(x)
    m = {i: (y[i + 1] - y[i]) / (x[i + 1] - x[i]) for i in range(n - 1)}
    for i in (-1, -2):
        m[i] = 2 * m[i + 1] - m[i + 2]
    for i in (n - 1, n):
        m[i] = 2 * m[i - 1] - m[i - 2]

    def t(i: int) -> float:
        left, right = abs(m[i + 1] - m[i]), abs(m[i - 1] - m[i - 2])
        return (m[i - 1] + m[i]) / 2 if left + right < 1e-12 else (left * m[i - 1] + right * m[i]) / (left + right)

    i = min(max(j for j in range(n) if x[j] <= place), n - 2)
    h, s = x[i + 1] - x[i], place - x[i]
    p2, p3 = (3 * m[i] - 2 * t(i) - t(i + 1)) / h, (t(i) + t(i + 1) - 2 * m[i]) / h**2
    return float(y[i] + t(i) * s + p2 * s**2 + p3 * s**3)


def test_the_values_that_other_implementations_agree_on() -> None:
    """Those by which SciPy and others are tested."""
    x = np.arange(11.0)
    y = np.array([0.0, 2.0, 1.0, 3.0, 2.0, 6.0, 5.5, 5.5, 2.7, 5.1, 3.0])
    places = np.array([0.0, 0.5, 1.0, 1.5, 2.5, 3.5, 4.5, 5.1, 6.5, 7.2, 8.6, 9.9, 10.0])
    true = [0.0, 1.375, 2.0, 1.5, 1.953125, 2.484375, 4.136363636, 5.980362391]
    true += [5.506729152, 5.203136746, 4.179655416, 3.411038660, 3.0]
    np.testing.assert_allclose(akima.interpolated(x, y[None], places)[0], true, rtol=1e-9)


def test_uneven_knots_follow_the_paper() -> None:
    random = np.random.default_rng(0)
    x, y = np.cumsum(random.uniform(0.1, 2.0, 9)), random.normal(size=9)
    places = np.linspace(x[0], x[-1], 40)
    true = [by_the_paper(x, y, place) for place in places]
    np.testing.assert_allclose(akima.interpolated(x, y[None], places)[0], true, atol=1e-10)


@given(curves())
def test_it_passes_through_its_knots(curve: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = curve
    np.testing.assert_allclose(akima.interpolated(x, y, x), y, atol=1e-9)


@given(curves(), st.floats(-5.0, 5.0), st.floats(-5.0, 5.0))
def test_a_straight_line_is_kept_exactly(curve: tuple[np.ndarray, np.ndarray], level: float, slope: float) -> None:
    x, _ = curve
    places = np.linspace(x[0], x[-1], 17)
    found = akima.interpolated(x, (level + slope * x)[None], places)[0]
    np.testing.assert_allclose(found, level + slope * places, atol=1e-9)


def test_a_parabola_over_even_knots_is_kept_exactly() -> None:
    x = np.linspace(-2.0, 4.0, 8)
    at, height = akima.minimum(x, ((x - 0.3) ** 2 + 5.0)[None])
    assert at == pytest.approx(0.3)
    assert height == pytest.approx(5.0)


def test_a_step_does_not_swing() -> None:
    """What a cubic spline does, and why Akima is used."""
    x, y = np.arange(8.0), np.array([0.0, 0, 0, 0, 1, 1, 1, 1])
    found = akima.interpolated(x, y[None], np.linspace(0.0, 7.0, 141))[0]
    assert found.min() >= -1e-12
    assert found.max() <= 1.0 + 1e-12


def test_a_knot_moves_no_piece_beyond_the_third() -> None:
    random = np.random.default_rng(1)
    x, y = np.arange(12.0), random.normal(size=12)
    moved = y.copy()
    moved[8] += 5.0
    places = np.linspace(0.0, 5.0, 51)
    before, after = akima.interpolated(x, np.stack([y, moved]), places)
    np.testing.assert_array_equal(before, after)


@given(curves())
def test_its_minimum_is_the_lowest_of_all_places(curve: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = curve
    at, height = akima.minimum(x, y)
    everywhere = akima.interpolated(x, y, np.linspace(x[0], x[-1], 500))
    assert (x[0] <= at).all()
    assert (at <= x[-1]).all()
    assert (height <= everywhere.min(-1) + 1e-9).all()
    assert (height <= y.min(-1)).all()
    np.testing.assert_allclose([akima.interpolated(x, y, at)[i, i] for i in range(2)], height, atol=1e-8)


def test_three_knots_are_enough() -> None:
    at, _ = akima.minimum(np.array([0.0, 1.0, 2.0]), np.array([[1.0, 0.0, 1.0]]))
    assert at == pytest.approx(1.0)
    assert akima.LEAST == 3
