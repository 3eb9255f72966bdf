from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table
from foretell.laws.optima.minima import (
    REACH,
    Curve,
    curve,
    interpolation,
    noise,
    noisy_copies,
    parabola,
    parabola_of,
    way_for,
)
from foretell.laws.tables.budgets import budgets
from tests.laws.refinedweb import BY_INTERPOLATION, sweeps

X = np.linspace(-1.0, 1.5, 7)


def valley(at: float = 0.2, k: float = 0.05, x: np.ndarray = X) -> np.ndarray:
    return 1.0 + k * (x - at) ** 2


def curves(noise: float, seed: int = 0, of: Callable[[np.ndarray], np.ndarray] = np.square) -> list[Curve]:
    """Five budgets of nine sizes about a minimum at zero, with normal noise."""
    random, x = np.random.default_rng(seed), np.linspace(-1.5, 2.0, 9)
    return [Curve(9, float(i), 0.0, x, 0.05 * of(x) + random.normal(0.0, noise, 9)) for i in range(5)]


@given(st.floats(-0.9, 1.4), st.floats(0.001, 5.0), st.floats(-3.0, 3.0))
def test_a_parabola_is_found_exactly(at: float, k: float, level: float) -> None:
    bottom = parabola(X, (valley(at, k) - 1.0 + level)[None])
    assert bottom.ln_N[0] == pytest.approx(at, abs=1e-6)
    assert bottom.ln_L[0] == pytest.approx(level, abs=1e-6)
    assert bottom.k[0] == pytest.approx(k, rel=1e-6)


@pytest.mark.parametrize("near", [3, 5, 7])
def test_a_window_about_the_lowest_finds_the_same_parabola(near: int) -> None:
    assert parabola_of(near)(X, valley()[None]).ln_N[0] == pytest.approx(0.2)


def test_a_window_does_not_look_at_sizes_far_from_the_lowest() -> None:
    y = valley()
    y[[0, -1]] += 1.0
    assert parabola_of(3)(X, y[None]).ln_N[0] == pytest.approx(0.2)
    assert parabola(X, y[None]).ln_N[0] != pytest.approx(0.2, abs=0.02)


def test_a_lowest_run_at_the_edge_is_no_minimum_wherever_the_parabola_has_its_own() -> None:
    y = np.stack([valley(-1.1), valley(1.6), valley()])
    for way in (parabola, interpolation):
        assert way(X, y).interior.tolist() == [False, False, True]


def test_a_vertex_beyond_the_sizes_is_at_the_edge_though_an_inner_size_is_the_lowest() -> None:
    falling = -0.02 * np.arange(7.0) + 0.0005 * np.arange(7.0) ** 2
    unlucky = falling + 0.03 * (np.arange(7) == 6)
    for y in (unlucky, unlucky[::-1]):
        bottom = parabola(X, y[None])
        assert y.argmin() not in (0, 6)
        assert not X[0] <= bottom.ln_N[0] <= X[-1]
        assert not bottom.interior[0]


def test_a_minimum_far_outside_is_held_and_a_hill_points_to_its_lower_side() -> None:
    far, hill = parabola(X, (0.001 * (X - 50.0) ** 2)[None]), parabola(X, (-0.05 * (X - 0.1) ** 2)[None])
    assert far.ln_N[0] == pytest.approx(X[-1] + REACH)
    assert hill.ln_N[0] == pytest.approx(X[-1] + REACH)
    assert not hill.interior[0]


def test_of_clean_valleys_parabolas_are_taken_and_of_steep_sided_ones_the_interpolation() -> None:
    assert way_for(curves(0.004))[0] is parabola
    way, missed_by_parabola, missed_by_interpolation = way_for(curves(1e-4, of=lambda x: np.exp(-3.0 * x) + 3.0 * x))
    assert way is interpolation
    assert missed_by_interpolation < missed_by_parabola / 2.0


@pytest.mark.parametrize("name", BY_INTERPOLATION)
def test_the_way_is_chosen_as_the_sweeps_of_porian_want_it(name: str, shared: Path) -> None:
    """A parabola serves one of the nine; over the others' wide grids its exponent is off by 0.02 to 0.5."""
    table = sweeps(shared)[name].table
    way, *_ = way_for([curve(table, rows) for rows in budgets(table)])
    assert (way is parabola) == (name == "base short chinchilla standard val")


def test_noise_is_told_by_either_way() -> None:
    for way in (parabola, interpolation):
        found = [noise(curves(0.004, seed), way)[0] for seed in range(20)]
        assert np.mean(found) == pytest.approx(0.004, rel=0.15)


def test_three_sizes_leave_nothing_to_tell_the_noise_by() -> None:
    three = [Curve(3, 0.0, 0.0, X[:3], valley()[:3])]
    assert noise(three, parabola) == (0.0, 0)
    assert noise(three, interpolation) == (0.0, 0)
    (copies,) = noisy_copies(three, parabola, 500, 0)
    assert copies[1:].std() == pytest.approx(np.hypot(0.004, valley()[:3].std()), rel=0.1)  # that between tiny runs


def test_copies_begin_with_the_runs_and_are_the_same_each_time() -> None:
    every = curves(0.004)
    copies, again = (noisy_copies(every, parabola, 50, 3) for _ in range(2))
    for runs, first, second in zip(every, copies, again, strict=True):
        np.testing.assert_array_equal(first, second)
        np.testing.assert_array_equal(first[0], runs.y)
        assert first.shape == (51, 9)


def test_runs_of_one_size_are_one_point() -> None:
    N = np.array([1e6, 1.002e6, 2e6, 4e6])
    table = Table(N, 1e18 / N, np.full(4, 6e18), np.array([3.0, 3.2, 2.9, 3.1]))
    found = curve(table, np.arange(4))
    assert found.runs == 4
    assert found.y == pytest.approx([np.log([3.0, 3.2]).mean(), np.log(2.9), np.log(3.1)])
