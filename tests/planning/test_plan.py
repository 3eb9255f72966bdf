from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from foretell.lab import Lab, Workspace, digest
from foretell.models.flops import effective_params, flops_per_token
from foretell.nouns import Law, Plan, Rung
from foretell.planning import Budget, plan, sealed

BUDGET = Budget(flops=3.16e12)


def test_the_forecast_is_the_routes_and_of_the_very_rung(laws: list[Law], branch: Rung, workspace: Workspace) -> None:
    found = plan(laws, BUDGET, branch, workspace=workspace)
    rung = found.rung
    assert rung is not None
    assert found.forecast.route == "valley"
    assert found.forecast.law == digest(laws[1])
    assert found.forecast.params == effective_params(rung.shape)
    assert found.forecast.flops == rung.tokens * flops_per_token(rung.shape)
    assert found.forecast.multiple == pytest.approx(3.16, rel=0.01)
    assert [other.route for other in found.alternatives] == ["chinchilla.parametric", "valley.no_floor"]
    assert {other.flops for other in found.alternatives} == {found.forecast.flops}
    assert len(found.backtests) == 3
    assert len(found.falls) == 4


def test_the_interval_is_never_narrower_than_the_rule(laws: list[Law], workspace: Workspace) -> None:
    found = plan(laws, Budget(flops=1e13), workspace=workspace).forecast
    half = 0.014 * math.log(found.multiple)
    assert math.log(found.high / found.centre) >= half - 1e-12
    assert math.log(found.centre / found.low) >= half - 1e-12


def test_without_a_template_the_forecast_is_at_the_optimum(laws: list[Law], workspace: Workspace) -> None:
    found = plan(laws, BUDGET, workspace=workspace)
    assert found.rung is None
    assert found.forecast.params == found.params.centre
    assert found.forecast.flops == BUDGET.flops


def test_the_route_is_never_chosen_by_fit(laws: list[Law], workspace: Workspace) -> None:
    with pytest.raises(ValueError, match=r"route is 'valley', and no law of that form was given\. Given: 'chinchilla"):
        plan(laws[:1], BUDGET, workspace=workspace)
    chosen = plan(laws, Budget(flops=3.16e12, route="chinchilla.parametric"), workspace=workspace)
    assert chosen.forecast.route == "chinchilla.parametric"


def test_no_laws_at_all_take_the_published_ones(workspace: Workspace) -> None:
    assert plan([], Budget(flops=1e21), workspace=workspace).warnings[0].startswith("No runs were given")


@pytest.mark.parametrize("flops", [0.0, -1.0, float("inf"), float("nan")])
def test_a_budget_is_positive_and_finite(flops: float) -> None:
    with pytest.raises(ValidationError):
        Budget(flops=flops)


def test_the_seal_is_the_digest_of_the_plan(laws: list[Law], branch: Rung, workspace: Workspace) -> None:
    found = plan(laws, BUDGET, branch, workspace=workspace)
    assert found.rung is not None
    assert found.rung.sealed == ""
    rung = sealed(found)
    assert rung.sealed == digest(found)
    assert rung.model_copy(update={"sealed": ""}) == found.rung
    other = plan(laws, Budget(flops=3.17e12), branch, workspace=workspace)
    assert sealed(other).sealed != rung.sealed


def test_the_seal_does_not_depend_on_where_the_plan_lies(laws: list[Law], branch: Rung, tmp_path: Path) -> None:
    with Lab(tmp_path / "here", workers=1) as lab:
        here: Plan = lab(plan, laws, BUDGET, branch, name="goal")
    shutil.copytree(tmp_path / "here", tmp_path / "elsewhere" / "there")
    with Lab(tmp_path / "elsewhere" / "there", workers=1) as lab:
        there = lab.read("goal")
    assert isinstance(there, Plan)
    assert sealed(here) == sealed(there)


def test_a_plan_without_a_rung_cannot_be_sealed(laws: list[Law], workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="names no rung to train"):
        sealed(plan(laws, BUDGET, workspace=workspace))


def test_a_damaged_law_is_refused_before_it_is_asked(laws: list[Law], workspace: Workspace) -> None:
    damaged = laws[0].model_copy(update={"draws": ((1.0,),)})
    with pytest.raises(ValueError, match="one of its draws has 1 numbers"):
        plan([laws[1], damaged], BUDGET, workspace=workspace)


def test_an_alternative_that_knows_no_loss_is_named_and_does_not_stop_the_plan(
    laws: list[Law], workspace: Workspace
) -> None:
    below = laws[0].model_copy(update={"coefficients": laws[0].coefficients | {"E": -30.0}})
    found = plan([below, *laws[1:]], BUDGET, workspace=workspace)
    assert [other.route for other in found.alternatives] == ["valley.no_floor"]
    assert any(w.startswith("No alternative: chinchilla.parametric gives no forecast") for w in found.warnings)
    with pytest.raises(ValueError, match=r"chinchilla\.parametric gives no forecast"):
        plan([below], Budget(flops=3.16e12, route="chinchilla.parametric"), workspace=workspace)
