"""Kaplan's laws of one variable: recovered on their frontier, what is left out counted, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_curve, predict_curve
from foretell.laws.forms.kaplan_curves import frontier

X = np.geomspace(1e6, 1e9, 7)
FORMS = {"kaplan.size": "params", "kaplan.data": "tokens", "kaplan.compute": "flops", "kaplan.compute_min": "flops_min"}


def frontier_of(variable: str, noise: float = 0.0) -> Table:
    """Seven values of one variable, two runs each, the second held back by something else by 5 %."""
    x = np.repeat(X, 2)
    loss = (8.8e13 / x) ** 0.076 * np.exp(np.random.default_rng(4).normal(0.0, noise, 14)) * np.tile([1.0, 1.05], 7)
    columns = dict.fromkeys(("params", "tokens", "flops"), np.full(14, 1e9))
    more = {"flops_min": x} if variable == "flops_min" else {}
    return Table(**(columns | ({} if more else {variable: x})), loss=loss, more=more)


@pytest.mark.parametrize(("form", "variable"), FORMS.items())
def test_the_frontier_gives_the_law_back_and_counts_the_rest(form: str, variable: str) -> None:
    curve = fit_curve(frontier_of(variable), Fit(form=form, draws=0))
    assert list(curve.coefficients.values()) == pytest.approx([0.076, 8.8e13], rel=1e-5)
    assert curve.runs == 7
    assert curve.excluded == {f"not_lowest_of_its_{variable}": 7}


def test_a_noisy_frontier_has_the_law_in_its_interval() -> None:
    curve = fit_curve(frontier_of("tokens", noise=0.002), Fit(form="kaplan.data"))
    assert curve.intervals["alpha_D"].low < 0.076 < curve.intervals["alpha_D"].high
    assert predict_curve(curve, tokens=1e10)[0][0] == pytest.approx((8.8e13 / 1e10) ** 0.076, rel=0.01)


def test_a_larger_value_that_is_no_better_is_left_out() -> None:
    table = frontier_of("params")
    table.loss[-2:] = 9.9
    rows, excluded = frontier(table, table.params, "params")
    assert len(rows) == 6
    assert excluded["no_lower_than_less_params"] == 1


def test_sizes_whose_training_is_not_known_to_have_converged_are_told() -> None:
    curve = fit_curve(frontier_of("params"), Fit(form="kaplan.size", draws=0))
    assert any("converged" in warning for warning in curve.warnings)


def test_too_few_values_and_missing_columns_are_refused() -> None:
    table = frontier_of("params")
    with pytest.raises(ValueError, match="at least 3 values of params"):
        fit_curve(table.take(np.arange(4)), Fit(form="kaplan.size"))
    with pytest.raises(ValueError, match="no column 'flops_min'"):
        fit_curve(table, Fit(form="kaplan.compute_min"))
