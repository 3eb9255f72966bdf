"""The budget as it was asked, and so many times that: which model it buys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foretell.planning.ask import MOST_FLOPS
from foretell.planning.draws import Array, spread_of
from foretell.planning.energy import scaled
from foretell.planning.options import Choice, Desk
from foretell.planning.serving import FORWARD, best_for_total, cheapest_for_loss
from foretell.planning.spending import WAYS

NAME = "as asked"


def as_asked(desk: Desk) -> tuple[Choice, tuple[str, ...]]:
    """The model that answers the question, and what must be said of it.

    Raises ValueError where there is none: the budget buys not even one parameter or token, or more than there can be,
    or the law never reaches what is wanted.
    """
    choice, told = _for_loss(desk) if desk.ask.way in ("loss", "accuracy") else (bought(desk, NAME, _why(desk)), ())
    C, N, D = (float(each[0]) for each in (choice.flops, choice.params, choice.tokens))
    if C > MOST_FLOPS:
        raise ValueError(
            f"{desk.ask.way} = {desk.ask.amount:g} takes {C:.3g} FLOPs, and a plan goes up to {MOST_FLOPS:.0e}, more "
            "than the world computes in years: check the unit."
        )
    if not (N >= 1.0 and D >= 1.0 and np.isfinite(N * D)):
        raise ValueError(
            f"{desk.law.form} knows no model for {C:.3g} FLOPs: it says {N:.3g} parameters and {D:.3g} tokens. Ask "
            f"for a budget nearer to its runs, of {desk.law.flops_range[0]:.3g} to {desk.law.flops_range[1]:.3g} FLOPs."
        )
    return choice, told


def bought(desk: Desk, name: str, why: str, factor: float = 1.0) -> Choice:
    """The best model of so many times the asked budget, of which serving takes its part where there is any."""
    bill = desk.ask.budget(factor)
    total = spread_of(bill["flops"], desk.draws.rows, desk.ask.seed)
    choice = best(desk, name, why, total)
    size = desk.draws.interval(choice.params).centre
    spent = total - FORWARD * desk.ask.served * size
    share = float(spent[0] / total[0])
    parts = {name: scaled(each, share, each.unit, each.source) for name, each in bill.items() if name != "flops"}
    return replace(choice, bill=parts, spent=spent, source=bill["flops"].source, assumed=bill["flops"].assumed)


def best(desk: Desk, name: str, why: str, total: Array) -> Choice:
    """The same for a budget [R] in FLOPs."""
    if desk.ask.served:
        return Choice(name, why, *best_for_total(desk.draws, total, desk.ask.served))
    return Choice(name, why, *desk.draws.optimum(total), total)


def scaled_budget(desk: Desk, asked: Choice, factor: float, name: str) -> Choice:
    """The best model of so many times what was asked, or of what the wanted loss takes."""
    why = f"{factor:g} × the budget, spent as well as can be."
    if desk.ask.way in WAYS:
        return bought(desk, name, why, factor)
    served = FORWARD * desk.ask.served * asked.params
    return best(desk, name, why, factor * (asked.flops + served))


def _for_loss(desk: Desk) -> tuple[Choice, tuple[str, ...]]:
    """The cheapest model of a wanted loss or accuracy. Draws in which it never comes are left out of the ranges."""
    draws, ask = desk.draws, desk.ask
    loss = wanted_loss(desk)
    found = cheapest_for_loss(draws, loss, ask.served)
    if not np.isfinite(found.total[0]):
        raise ValueError(
            f"{draws.law.form} never reaches {ask.way} {ask.amount:g}, however large the budget: it lies beyond the "
            f"law's floor. Its runs went down to a loss of {draws.law.lowest_loss:.4g}."
        )
    never = float(np.mean(~np.isfinite(found.total[1:]))) if draws.rows > 1 else 0.0
    told = (f"{never:.0%} of the law's draws never reach it, and are left out of the ranges.",) if never else ()
    return Choice(NAME, _why(desk), found.params, found.tokens, found.flops), told


def wanted_loss(desk: Desk) -> Array:
    """The loss [R] that was asked for, or that the accuracy takes; NaN where none does."""
    if desk.ask.loss is not None:
        return np.full(desk.draws.rows, desk.ask.loss)
    if desk.accuracy is None or desk.ask.accuracy is None:
        raise ValueError("A wanted accuracy takes a curve of accuracy over loss, and none was given.")
    return desk.accuracy.loss_for(desk.ask.accuracy)


def _why(desk: Desk) -> str:
    goal = (
        "The least cost for what is wanted"
        if desk.ask.way in ("loss", "accuracy")
        else "The lowest loss for the budget"
    )
    return f"{goal}, training and serving together." if desk.ask.served else f"{goal}."
