"""plan: Laws + Budget → Plan, with the one forecast by which it is to be judged."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from foretell.lab import Workspace, digest, verb
from foretell.laws import check_law, optimum
from foretell.laws.tables.budgets import falls_between
from foretell.models.flops import effective_params, flops_per_token
from foretell.nouns import Forecast, Law, Plan, Rung, Spec, Tokens
from foretell.planning.forecast import forecast
from foretell.planning.lights import lights, repeated
from foretell.planning.published import published_plan
from foretell.planning.target import target


class Budget(Spec):
    """What may be spent on the target, and the law whose forecast is to be judged."""

    flops: float = Field(gt=0.0, allow_inf_nan=False)
    """Training compute of the target, in floating-point operations (FLOPs)."""

    route: str = "valley"
    """Law whose forecast is sealed and judged; the others stand beside it."""


@verb(version=4)
def plan(
    laws: Sequence[Law],
    budget: Budget,
    template: Rung | None = None,
    tokens: Tokens | None = None,
    *,
    workspace: Workspace,
) -> Plan:
    """What to train for a budget, and what loss to expect of it.

    The forecast is that of `budget.route`, which is fixed beforehand and never chosen by how well it fits; the other
    laws are named alternatives. With a `template` (any decay branch of the ladder) the plan holds the target's rung,
    and the forecast is for exactly that rung; with the `tokens` that it will read, it warns of more than one epoch.
    Without laws, the published laws of the field answer, and say so.
    Raises ValueError where no law has the route, where a law is damaged, and where the route's knows no best size or
    no loss for the budget; another law that knows no loss for it is named in a warning.
    """
    if not laws:
        return published_plan(budget.flops)
    for one in laws:
        check_law(one)
    law = law_of_route(laws, budget.route)
    params, data = optimum(law, budget.flops)
    rung = target(budget.flops, params.centre, template) if template else None
    C, N, D = size_of(rung) if rung else (budget.flops, params.centre, data.centre)
    judged = forecast(law, C, N, D)
    others, silent = alternatives([other for other in laws if other is not law], C, N, D)
    return Plan(
        flops=budget.flops,
        forecast=judged,
        alternatives=others,
        backtests=tuple(one.backtest for one in laws if one.backtest),
        falls=falls_between(law.minima),
        params=params,
        tokens=data,
        rung=rung,
        warnings=(*lights(law, judged.multiple, params), *repeated(rung, tokens), *silent),
    )


def alternatives(laws: Sequence[Law], C: float, N: float, D: float) -> tuple[tuple[Forecast, ...], tuple[str, ...]]:
    """What the other laws say of the same model, and a sentence for each that can say nothing."""
    said, silent = [], []
    for law in laws:
        try:
            said.append(forecast(law, C, N, D))
        except ValueError as error:
            silent.append(f"No alternative: {error}")
    return tuple(said), tuple(silent)


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
