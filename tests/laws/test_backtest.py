from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.laws import FORMS, Fit, Table, fit_table, read_table
from foretell.laws.backtest import cut_at


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


def test_cuts_grow_and_every_run_above_one_is_asked_for(valley_ladder: Table) -> None:
    law = fit_table(valley_ladder, Fit(form="chinchilla.parametric", draws=40))
    assert len(law.cuts) >= 2
    assert list(law.cuts) == sorted(law.cuts, key=lambda cut: cut.below)
    for cut in law.cuts:
        assert cut.fitted + cut.tested == len(valley_ladder)
        assert cut.tested == np.count_nonzero(valley_ladder.flops >= cut.below)
        assert abs(cut.error_percent) <= cut.absolute_percent <= cut.worst_percent
        assert cut.covered is not None
        assert 0.0 <= cut.covered <= 1.0


def test_a_law_that_holds_is_covered_and_does_not_drift(chinchilla_ladder: Table) -> None:
    law = fit_table(chinchilla_ladder, Fit(draws=60))
    last = law.cuts[-1]
    assert last.absolute_percent < 1.0
    assert last.covered is not None
    assert last.covered > 0.5
    assert last.params_at_top is not None
    assert 0.3 < last.params_at_top / (0.12 * 1e21**0.5) < 3.0


def test_the_backtest_on_the_published_points_is_the_measured_one(shared: Path) -> None:
    """Mean error of loss for a cut at 1e21, measured elsewhere: 1.05 %, 2.8 % at most, over 23 runs."""
    table = read_table(shared / "reference/scaling/chinchilla_fig4_points.csv")
    table = table.where(table.loss < np.sort(table.loss)[-5]).sorted()
    found = cut_at(FORMS["chinchilla.parametric"], Fit(), table, 1e21, 0)
    assert found is not None
    assert found.tested == 23
    assert found.absolute_percent == pytest.approx(1.05, abs=0.05)
    assert found.worst_percent == pytest.approx(2.8, abs=0.1)
