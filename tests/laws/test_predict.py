from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foretell.laws import FORMS, Fit, Table, fit_table, optimum, predict

ON_A_GRID = [name for name in FORMS if name != "chinchilla.envelope"]  # which needs training curves


@pytest.mark.parametrize("form", ON_A_GRID)
def test_predictions_come_with_their_range_for_many_budgets(form: str, valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, Fit(form=form, draws=20))
    budgets = np.geomspace(1e13, 1e15, 5)
    centre, low, high = predict(law, budgets)
    assert (low <= centre).all()
    assert (centre <= high).all()
    assert (np.diff(centre) < 0).all()
    assert centre[2] == pytest.approx(predict(law, budgets[2])[0][0])


@pytest.mark.parametrize("form", ON_A_GRID)
def test_the_optimum_is_the_size_of_least_predicted_loss(form: str, valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, Fit(form=form, draws=0))
    best = optimum(law, 1e13)[0].centre
    N = best * np.geomspace(0.3, 3.0, 2001)
    lowest = N[np.argmin(predict(law, np.full(2001, 1e13), N)[0])]
    assert lowest == pytest.approx(best, rel=0.01)


@pytest.mark.parametrize("flops", [0.0, -1.0, float("nan"), float("inf")])
def test_a_budget_that_is_no_budget_is_refused(flops: float, valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, Fit(form="valley", draws=4))
    with pytest.raises(ValueError, match="budget must be a positive, finite number"):
        predict(law, flops)


@pytest.mark.parametrize("name", ["rising", "equal", "noise", "no effect of size"])
def test_runs_that_identify_no_best_size_are_refused(name: str, senseless: Callable[[str], Table]) -> None:
    with pytest.raises(ValueError, match=r"do not identify a best size: for 5e\+20 FLOPs|identify no chinchilla"):
        optimum(fit_table(senseless(name), Fit(draws=30)), 5e20)
