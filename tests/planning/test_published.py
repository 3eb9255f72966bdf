from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import check_law, optimum, predict
from foretell.planning import published_laws, published_plan
from foretell.planning.published import exponent_error


def test_both_laws_at_gophers_budget() -> None:
    refit, original = (optimum(law, 5.76e23) for law in published_laws())
    assert original[0].centre == pytest.approx(40.4e9, rel=5e-3)
    assert original[1].centre == pytest.approx(2.379e12, rel=5e-3)
    assert 60e9 < refit[0].centre < 80e9


def test_the_refit_on_chinchilla() -> None:
    refit, original = published_laws()
    chinchilla = 6 * 70e9 * 1.4e12
    assert predict(original, chinchilla, 70e9)[0][0] == pytest.approx(1.9366, abs=0.02)
    assert predict(refit, chinchilla, 70e9)[0][0] == pytest.approx(1.9734, abs=0.002)


def test_the_error_of_the_exponent_follows_from_those_published() -> None:
    draws = np.random.default_rng(0).normal((0.3478, 0.3658), (0.0154, 0.0206), (200_000, 2))
    simulated = (draws[:, 1] / draws.sum(1)).std()
    assert exponent_error(0.3478, 0.3658) == pytest.approx(simulated, rel=0.02)


def test_a_plan_from_no_runs_says_so_and_holds_both_fits() -> None:
    plan = published_plan(1e21)
    assert plan.warnings[0].startswith("No runs were given")
    assert plan.forecast.route == "chinchilla.parametric (Besiroglu 2024)"
    for forecast in (plan.forecast, *plan.alternatives):
        assert plan.forecast.low < forecast.centre < plan.forecast.high
    assert plan.params.low < plan.alternatives[0].params < plan.params.high
    assert 6 * plan.forecast.params * plan.forecast.tokens == pytest.approx(1e21, rel=1e-9)


def test_a_budget_beyond_the_papers_runs_is_told() -> None:
    assert any("outside the runs" in warning for warning in published_plan(1e25).warnings)
    assert not any("outside the runs" in warning for warning in published_plan(1e20).warnings)


def test_published_laws_are_sound() -> None:
    for law in published_laws():
        check_law(law)
