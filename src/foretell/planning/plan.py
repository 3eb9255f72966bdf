"""plan: Laws + Budget → Plan, with the one forecast by which it is to be judged."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from foretell.lab import Workspace, digest, verb
from foretell.laws import optimum
from foretell.laws.budgets import falls_between
from foretell.models.flops import effective_params, flops_per_token
from foretell.nouns import Law, Plan, Rung, Spec
from foretell.planning.forecast import forecast
from foretell.planning.lights import lights
from foretell.planning.published import published_plan
from foretell.planning.target import target


class Budget(Spec):
    """What may be spent on the target, and the law whose forecast is to be judged."""

    flops: float = Field(gt=0.0, allow_inf_nan=False)
    route: str = "valley"


@verb(version=1)
def plan(laws: Sequence[Law], budget: Budget, template: Rung | None = None, *, workspace: Workspace) -> Plan:
    """What to train for a budget, and what loss to expect of it.

    The forecast is that of `budget.route`, which is fixed beforehand and never chosen by how well it fits; the other
    laws are named alternatives. With a `template` (any decay branch of the ladder) the plan holds the target's rung,
    and the forecast is for exactly that rung. Without laws, the published laws of the field answer, and say so.
    Raises ValueError where no law has the route.
    """
    if not laws:
        return published_plan(budget.flops)
    law = law_of_route(laws, budget.route)
    params, tokens = optimum(law, budget.flops)
    rung = target(budget.flops, params.centre, template) if template else None
    C, N, D = size_of(rung) if rung else (budget.flops, params.centre, tokens.centre)
    judged = forecast(law, C, N, D)
    others = tuple(forecast(other, C, N, D) for other in laws if other is not law)
    return Plan(
        flops=budget.flops,
        forecast=judged,
        alternatives=others,
        backtests=tuple(one.backtest for one in laws if one.backtest),
        falls=falls_between(law.minima),
        params=params,
        tokens=tokens,
        rung=rung,
        warnings=lights(law, judged.multiple, params),
    )


def law_of_route(laws: Sequence[Law], route: str) -> Law:
    """The law whose form is the route."""
    found = [law for law in laws if law.form == route]
    if found:
        return found[0]
    forms = ", ".join(repr(law.form) for law in laws)
    raise ValueError(f"The plan's route is {route!r}, and no law of that form was given. Given: {forms}.")


def size_of(rung: Rung) -> tuple[float, float, float]:
    """C, N (effective) and D of a rung, as it will be run."""
    return rung.tokens * flops_per_token(rung.shape), effective_params(rung.shape), float(rung.tokens)


def sealed(plan: Plan) -> Rung:
    """The target's rung, bearing the digest of its plan: it cannot be trained without that plan.

    The digest is of the plan's facts, wherever it lies. Raises ValueError for a plan without a rung.
    """
    if plan.rung is None:
        raise ValueError("This plan names no rung to train: give `plan` a rung of the ladder as its template.")
    return plan.rung.model_copy(update={"sealed": digest(plan)})
