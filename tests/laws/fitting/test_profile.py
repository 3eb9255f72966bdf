from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foretell.laws import Fit, Table
from foretell.laws.fitting import Dense, Posed, huber, settle, square
from foretell.laws.fitting.profile import LEVEL, held_at, profile, profiles
from foretell.laws.forms.chinchilla import pose


class Line:
    """r = θ₀ + θ₁ x − y."""

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.design, self.y = np.stack([np.ones_like(x), x], -1), y

    def values(self, theta: np.ndarray) -> np.ndarray:
        return theta @ self.design.T - self.y

    def at(self, theta: np.ndarray) -> Dense:
        return Dense(self.values(theta), np.broadcast_to(self.design, (len(theta), *self.design.shape)))

    def only(self, draws: np.ndarray) -> Line:
        return self


def a_line(rows: int, seed: int) -> Posed:
    random = np.random.default_rng(seed)
    x = random.normal(size=rows)
    y = 1.0 + 2.0 * x + random.normal(0.0, 0.5, rows)
    return Posed(
        Line(x, y),
        square(),
        np.zeros((2, 2)),
        lambda theta: theta,
        np.arange(rows),
        profiled={"slope": (1, np.asarray)},
    )


def test_the_interval_of_a_straight_line_is_the_textbooks() -> None:
    posed = a_line(200, 0)
    bottom = settle(posed)
    line = posed.residuals
    assert isinstance(line, Line)
    r = line.values(bottom.theta[None])[0]
    error = np.sqrt((r**2).sum() / 198 * np.linalg.inv(line.design.T @ line.design)[1, 1])
    found = profile(posed, bottom, "slope", float(error), 0.5 * 1.2816**2 * float((r**2).sum()) / 198)
    assert found.low == pytest.approx(bottom.theta[1] - 1.2816 * error, rel=1e-3)
    assert found.high == pytest.approx(bottom.theta[1] + 1.2816 * error, rel=1e-3)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(200):
        posed = a_line(30, seed)
        (found,) = profiles(posed, settle(posed), np.array([0.1, 0.1]))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 2.0 <= found.high
    assert held / 200 == pytest.approx(LEVEL, abs=0.08)


def test_a_profile_never_lies_below_its_bottom(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    for found in profiles(posed, bottom, np.full(5, 0.01)):
        assert min(found.objectives) == pytest.approx(bottom.objective, rel=1e-9)
        assert list(found.values) == sorted(found.values)


def test_the_others_are_at_their_best_for_what_is_held(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    at = held_at(posed, bottom, 3, bottom.theta[3] + np.array([0.0, 0.02]))
    alone = bottom.theta + np.array([0.0, 0.0, 0.0, 0.02, 0.0])
    moved_alone = posed.problem(np.ones((1, posed.runs))).objective(alone[None])[0]
    assert at[0] == pytest.approx(bottom.objective, rel=1e-9)
    assert bottom.objective < at[1] < moved_alone


def uneven(seed: int) -> Posed:
    """A line through runs of which those at the rim scatter ten times as much."""
    random = np.random.default_rng(seed)
    x = random.normal(size=200)
    y = 1.0 + 2.0 * x + random.normal(0.0, 0.05, 200) * np.where(np.abs(x) > 1.5, 10.0, 1.0)
    return replace(a_line(200, seed), residuals=Line(x, y), penalty=huber(1e-3))


def test_runs_that_do_not_scatter_alike_widen_the_interval_until_it_holds_the_truth() -> None:
    held = 0
    for seed in range(100):
        posed = uneven(seed)
        (found,) = profiles(posed, settle(posed), np.array([0.02, 0.02]))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 2.0 <= found.high
    assert held / 100 >= 0.72  # 0.8 less two standard errors
