"""A bottom that far starts agree on, with a lower one close by, is left; a true one is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foretell.laws import Fit, Table
from foretell.laws.fitting import Posed, huber, minimise, settle
from foretell.laws.fitting.certify import certificate, is_certain
from foretell.laws.fitting.restarts import about, restarted
from foretell.laws.forms.chinchilla import pose

OLD_STARTS = (0.1, 0.35, 0.9)


def off_grid() -> Table:
    """Five sizes by five numbers of tokens about Hoffmann et al.'s law with 1 % of noise; those of the fewest tokens
    all lie a fifth too high."""
    random = np.random.default_rng(118)
    N, D = (grid.ravel() for grid in np.meshgrid(10.0 ** np.arange(7, 9.5, 0.5), 10.0 ** np.arange(9, 11.5, 0.5)))
    L = (1.69 + 406.4 * N**-0.34 + 410.7 * D**-0.28) * np.exp(random.normal(0.0, 0.01, 25))
    return Table(N, D, 6.0 * N * D, np.where(D == 1e9, 1.2 * L, L))


def of_coefficients(table: Table, E: float, A: float, B: float, alpha: float, beta: float) -> float:
    """The objective, written out anew."""
    L = E + A * table.params**-alpha + B * table.tokens**-beta
    return float(huber(1e-3).value(np.log(L / table.loss)).sum())


def test_the_lower_optimum_of_steeper_exponents_is_found() -> None:
    """From exponents of 0.1 to 0.9 seventeen of eighteen starts ended at 3.994780e-4, of beta 0.771."""
    table = off_grid()
    known = of_coefficients(table, 1.73973834, 115.390176, 1.27006334e8, 0.251907742, 0.877940968)
    assert known == pytest.approx(3.98775e-4, rel=1e-6)
    posed = pose(table, Fit())
    bottom = settle(posed)
    assert bottom.objective <= known * (1.0 + 1e-9)
    assert of_coefficients(table, *posed.told(bottom.theta)) == pytest.approx(bottom.objective, rel=1e-9)


def wrong_bottom(posed: Posed) -> tuple[np.ndarray, float]:
    """Where the search from middling exponents ends."""
    middling = posed.starts[np.isin(posed.starts[:, 3], OLD_STARTS) & np.isin(posed.starts[:, 4], OLD_STARTS)]
    ends, values = minimise(posed.problem(np.ones((len(middling), posed.runs))), middling)
    return ends[values.argmin()], float(values.min())


def test_a_wrong_bottom_is_left_from_about_itself() -> None:
    posed = pose(off_grid(), Fit())
    theta, value = wrong_bottom(posed)
    lower, objectives = restarted(posed.problem(np.ones((1, posed.runs))), theta, value)
    assert value > 3.99e-4
    assert objectives[-1] < 3.988e-4
    assert (np.diff([value, *objectives]) < 0.0).all()
    assert lower.shape == (len(objectives), 5)


def test_a_bottom_that_only_its_own_surroundings_know_is_not_certain() -> None:
    posed = pose(off_grid(), Fit())
    theta, _ = wrong_bottom(posed)
    bottom = settle(replace(posed, starts=np.tile(theta, (4, 1))))  # four starts that agree, and all are wrong
    found = certificate(posed, bottom)
    assert bottom.objective < 3.988e-4
    assert found.agreeing == 1
    assert found.starts > 4
    assert not is_certain(found)


def test_from_the_lowest_nothing_lower_is_found(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    lower, objectives = restarted(posed.problem(np.ones((1, posed.runs))), bottom.theta, bottom.objective)
    assert lower.shape == (0, 5)
    assert objectives.shape == (0,)
    assert len(bottom.ends) == len(posed.starts)


@pytest.mark.parametrize("objective", [0.0, 1e-30, np.inf])
def test_an_exact_fit_and_no_fit_have_nothing_about_them(objective: float, chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    assert not len(restarted(posed.problem(np.ones((1, posed.runs))), posed.starts[0], objective)[0])


def test_steps_lead_as_high_as_they_are_asked_to_on_a_parabola(chinchilla_ladder: Table) -> None:
    posed = replace(pose(chinchilla_ladder, Fit()), penalty=huber(1e3))  # least squares, whose curvature is the matrix
    problem, bottom = posed.problem(np.ones((1, posed.runs))), settle(replace(posed, starts=posed.starts[:1]))
    starts = about(problem, bottom.theta, 1.0)
    assert starts.shape == (10, 5)
    values = posed.problem(np.ones((10, posed.runs))).objective(starts)
    assert np.median(values) == pytest.approx(2.0 * bottom.objective, rel=0.2)


def test_where_the_curvature_is_no_number_there_is_no_step(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    theta = np.full(5, np.nan)
    np.testing.assert_array_equal(about(posed.problem(np.ones((1, posed.runs))), theta, 1.0), theta[None])


def test_steps_that_lead_beyond_all_numbers_are_not_taken(chinchilla_ladder: Table) -> None:
    """As errors of accuracy that all but one run determine had them: the search divided infinity by infinity."""
    posed = pose(chinchilla_ladder, Fit())
    problem, theta = posed.problem(np.ones((1, posed.runs))), settle(posed).theta
    starts = about(problem, theta, 1e12)
    assert 0 < len(starts) < 10
    assert np.isfinite(posed.problem(np.ones((len(starts), posed.runs))).objective(starts)).all()
