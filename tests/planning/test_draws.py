"""The law as the planner holds it agrees with the law as `predict` asks it, and published laws get believable draws."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, fit_table, optimum, predict, read_table
from foretell.nouns import Interval, Law
from foretell.planning.draws import draws_of, spread_of
from foretell.planning.published import published_laws
from foretell.planning.published_draws import with_draws

GOPHER = 5.76e23


@pytest.mark.parametrize("which", range(3))
def test_intervals_are_those_of_predict_and_optimum(laws: list[Law], which: int) -> None:
    law, C = laws[which], 1e13
    draws = draws_of(law)
    N, D = draws.optimum(C)
    params, tokens = optimum(law, C)
    assert draws.interval(N) == params
    assert draws.interval(D) == tokens
    centre, low, high = (float(each[0]) for each in predict(law, C))
    assert draws.interval(draws.loss(C, N[0])) == Interval(centre=centre, low=low, high=high)


def test_the_compute_for_a_loss_is_the_inverse_of_the_loss(laws: list[Law]) -> None:
    draws = draws_of(laws[0])
    C = np.geomspace(1e11, 1e16, draws.rows)
    np.testing.assert_allclose(draws.flops_for(draws.best_loss(C)), C, rtol=1e-8)


def test_a_smaller_model_takes_more_compute_for_the_same_loss(laws: list[Law]) -> None:
    for law in laws:
        draws = draws_of(law)
        C = np.full(draws.rows, 1e12)
        N, L = draws.optimum(C)[0], draws.best_loss(C)
        more = draws.flops_at(0.5 * N, L)
        reached = np.isfinite(more)
        assert reached.mean() > 0.9
        assert (more[reached] > C[reached]).all()
        np.testing.assert_allclose(draws.loss(more, 0.5 * N)[reached], L[reached], rtol=1e-8)


def test_the_spread_of_a_budget_has_its_own_ends() -> None:
    budget = Interval(centre=4.0, low=3.0, high=5.0)
    C = spread_of(budget, 2001)
    assert C[0] == 4.0
    low, middle, high = np.quantile(C[1:], [0.1, 0.5, 0.9])
    assert (low, middle, high) == pytest.approx((3.0, 4.0, 5.0), rel=1e-3)
    assert np.array_equal(C, spread_of(budget, 2001))
    assert not np.array_equal(C, spread_of(budget, 2001, seed=1))
    assert set(spread_of(Interval(centre=4.0, low=4.0, high=4.0), 9)) == {4.0}


def test_published_laws_keep_their_coefficients_and_stay_as_they_are_amid_their_budgets() -> None:
    law = with_draws(published_laws()[0])
    draws, middle = draws_of(law), (law.flops_range[0] * law.flops_range[1]) ** 0.5
    assert law.coefficients == published_laws()[0].coefficients
    np.testing.assert_allclose(draws.best_loss(middle), draws.best_loss(middle)[0])
    np.testing.assert_allclose(draws.optimum(middle)[0], draws.optimum(middle)[0][0])


def test_draws_of_a_published_law_are_as_wide_as_a_bootstrap_of_its_points(shared) -> None:  # type: ignore[no-untyped-def]
    """The bootstrap of the points that the paper itself was fitted to is the oracle, to a factor of two."""
    table = read_table(shared / "reference/scaling/chinchilla_fig4_points.csv")
    table = table.where(table.loss < np.sort(table.loss)[-5])
    fitted = fit_table(table, Fit(draws=200))
    for said, found in zip(optimum(with_draws(published_laws()[0]), GOPHER), optimum(fitted, GOPHER), strict=True):
        assert 0.5 < np.log(said.high / said.low) / np.log(found.high / found.low) < 2.0
