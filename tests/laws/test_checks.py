from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import FORMS, Fit, Table, fit_table


@pytest.mark.parametrize("form", ["chinchilla.parametric", "valley"])
def test_a_law_proves_that_it_is_at_its_optimum(form: str, valley_ladder: Table) -> None:
    checks = fit_table(valley_ladder, Fit(form=form, draws=8)).checks
    assert checks is not None
    assert checks.certificate is not None
    assert checks.certificate.agreeing > 1
    assert checks.certificate.fall < 1e-6
    assert checks.optima[0].objective == min(each.objective for each in checks.optima)
    assert {each.choice for each in checks.sensitivities} >= {"Huber delta 0.001", "Huber delta 1"}
    assert len(checks.influences) == 5


@pytest.mark.parametrize("form", ["chinchilla.parametric", "chinchilla.isoflop", "valley"])
def test_another_count_of_parameters_is_a_sensitivity(form: str, valley_ladder: Table) -> None:
    t = valley_ladder
    fewer = Table(t.params, t.tokens, t.flops, t.loss, more={"params_no_embed": t.params**1.1})
    checks = fit_table(fewer, Fit(form=form, draws=8)).checks
    assert checks is not None
    (other,) = (each for each in checks.sensitivities if each.choice == "N = params_no_embed")
    assert other.runs > 0


def test_a_form_without_one_objective_tells_which_runs_move_it(chinchilla_ladder: Table) -> None:
    assert FORMS["chinchilla.isoflop"].pose is None
    checks = fit_table(chinchilla_ladder, Fit(form="chinchilla.isoflop", draws=8)).checks
    assert checks is not None
    assert checks.certificate is None
    assert 0 < len(checks.influences) <= 5
    assert all(np.isfinite(each.off_percent) for each in checks.influences)
