from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table


def test_a_step_in_the_largest_budget_is_the_backtests_error(valley_ladder: Table) -> None:
    t = valley_ladder
    quiet = fit_table(t, Fit(form="valley.no_floor", draws=0)).backtest
    raised = Table(t.params, t.tokens, t.flops, np.where(t.flops > 9e12, 1.05, 1.0) * t.loss)
    loud = fit_table(raised, Fit(form="valley.no_floor", draws=0)).backtest
    assert quiet is not None
    assert loud is not None
    assert loud.runs == 3
    assert loud.error_percent - quiet.error_percent == pytest.approx(-100 * np.log(1.05), abs=1e-6)


def test_too_few_runs_have_no_backtest(valley_ladder: Table) -> None:
    t = valley_ladder
    assert fit_table(t.where(t.flops < 1.9e12), Fit(form="valley.no_floor", draws=0)).backtest is None
