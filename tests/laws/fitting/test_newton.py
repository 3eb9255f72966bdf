from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Fit, Table
from foretell.laws.fitting import PowerSum, Problem, huber, minimise, no_prior, soft_l1, square, term
from foretell.laws.forms.chinchilla import pose, starts
from foretell.laws.forms.valley import PENALTY, PRIOR, Valley

PAIRS = [(i, j) for i in range(12) for j in range(i)]
PENALTIES = [huber(1e-3), huber(0.1), soft_l1(0.01), PENALTY, square()]


def chinchilla_problem(table: Table, delta: float = 1e-3, draws: int = 1) -> Problem:
    weights = np.random.default_rng(1).exponential(size=(draws, len(table)))
    return Problem(pose(table, Fit()).residuals, huber(delta), weights, no_prior(5))


def valley_problem(table: Table, draws: int = 1) -> Problem:
    c, n, y = np.log(table.flops), np.log(table.params), np.log(table.loss)
    weights = np.random.default_rng(1).exponential(size=(draws, len(table)))
    floors = np.linspace(-0.5, 0.6, draws)[:, None] * table.loss.min()
    return Problem(Valley(c - c.mean(), n - n.mean(), y, floors), PENALTY, weights, PRIOR)


@pytest.mark.parametrize("rho", PENALTIES)
@given(r=st.floats(-0.5, 0.5))
def test_the_slope_of_a_penalty_is_its_derivative(rho, r: float) -> None:
    step = 1e-7
    at = np.array([r - step, r, r + step])
    values, slope = rho.value(at), rho.slopes(at)[0]
    assert (values[2] - values[0]) / (2 * step) == pytest.approx(slope[1], rel=1e-3, abs=1e-3 * max(1.0, abs(slope[1])))
    assert values[1] >= 0.0


@pytest.mark.parametrize("rho", [soft_l1(0.01), PENALTY, square()])
@given(r=st.floats(-0.05, 0.05))
def test_the_bend_of_a_penalty_is_its_second_derivative(rho, r: float) -> None:
    step = 1e-6
    slope, bend = rho.slopes(np.array([r - step, r, r + step]))
    assert (slope[2] - slope[0]) / (2 * step) == pytest.approx(
        bend[1], rel=1e-4, abs=1e-4 * rho.slopes(np.zeros(1))[1][0]
    )


@pytest.mark.parametrize("which", ["chinchilla", "valley"])
def test_gradient_and_newton_matrix_are_the_derivatives_of_the_objective(
    which: str, chinchilla_ladder: Table, valley_ladder: Table
) -> None:
    problem = (
        chinchilla_problem(chinchilla_ladder, delta=10.0) if which == "chinchilla" else valley_problem(valley_ladder)
    )
    theta = np.array([[0.1, 0.2, 0.3, 0.4, 0.3]]) if which == "chinchilla" else np.array([[0.3, 0.1, 0.06, 0.2, 0.4]])
    gradient, newton = problem.newton(theta)
    for p in range(5):
        step = np.eye(5)[p] * 1e-5
        slope = (problem.objective(theta + step) - problem.objective(theta - step))[0] / 2e-5
        bend = (problem.newton(theta + step)[0] - problem.newton(theta - step)[0])[0] / 2e-5
        assert slope == pytest.approx(gradient[0, p], rel=1e-5, abs=1e-6)
        np.testing.assert_allclose(bend, newton[0, p], rtol=1e-4, atol=1e-4 * np.abs(newton).max())


def test_far_starts_reach_one_bottom(chinchilla_ladder: Table) -> None:
    problem = chinchilla_problem(chinchilla_ladder, draws=1)
    many = Problem(problem.residuals, problem.penalty, np.repeat(problem.weights, len(starts(1.0)), 0), no_prior(5))
    theta, value = minimise(many, starts(1.0))
    assert np.ptp(value) < 1e-9 * value.min()
    np.testing.assert_allclose(theta, theta[:1].repeat(len(theta), 0), atol=1e-4)


def test_no_small_step_goes_lower(chinchilla_ladder: Table, valley_ladder: Table) -> None:
    for problem, start in (
        (chinchilla_problem(chinchilla_ladder, draws=5), starts(1.0)[:1].repeat(5, 0)),
        (valley_problem(valley_ladder, draws=5), np.tile((0.0, 0.1, 0.05, 0.0, 0.5), (5, 1))),
    ):
        theta, value = minimise(problem, start)
        for step in np.random.default_rng(0).normal(size=(200, 5)) * np.array([[1e-5]]):
            assert (problem.objective(theta + step) >= value * (1 - 1e-9)).all()


def test_a_batch_is_its_draws_one_by_one(valley_ladder: Table) -> None:
    problem, start = valley_problem(valley_ladder, draws=3), np.tile((0.0, 0.1, 0.05, 0.0, 0.5), (3, 1))
    together, _ = minimise(problem, start)
    alone = [minimise(problem.only(np.array([i])), start[:1])[0] for i in range(3)]
    np.testing.assert_allclose(together, np.vstack(alone), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("delta", [1e-3, 1e-4])
@given(st.integers(0, 200))
def test_residuals_far_beyond_the_delta_are_no_trap(delta: float, seed: int) -> None:
    """A straight line through noise of 50 or 500 deltas: nearly the least absolute deviations, all edges. Of those one
    line through two of the points is the least, so none of these may be lower."""
    random = np.random.default_rng(seed)
    x, y = np.sort(random.normal(size=12)), random.normal(0.0, 0.05, 12)
    residuals = PowerSum((term((0, 1), 1.0, -x, rows=12),), y, parameters=2)
    start = np.array([[0.0, 0.0], [1.0, 1.0], [-1.0, 0.5]])
    problem = Problem(residuals, huber(delta), np.ones((3, 12)), no_prior(2))
    _, found = minimise(problem, start)
    lines = [(y[i] + (y[j] - y[i]) / (x[j] - x[i]) * -x[i], -(y[j] - y[i]) / (x[j] - x[i])) for i, j in PAIRS]
    each = [float(problem.only(np.array([0])).objective(np.array([line]))[0]) for line in lines]
    assert found.min() <= min(each) * (1 + 1e-9)
    assert np.ptp(found) < 1e-3 * found.min()
