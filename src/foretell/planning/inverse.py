"""The inverse question: what a wanted loss takes, what each further percent of loss costs, and what never comes.

A law with a floor says that some losses never come, however large the budget. Of the law's draws some may say so while
others do not: their share is told, and their compute counts as `NEVER` in the range.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.nouns import Figure, Further, Law
from foretell.planning.accuracy import Accuracy
from foretell.planning.draws import NEVER, Array, Draws, draws_of
from foretell.planning.serving import cheapest_for_loss
from foretell.planning.spending import Hardware, costs

GAINS = (1.0, 2.0, 5.0, 10.0)  # percent of loss
POINTS = (1.0, 2.0, 5.0, 10.0)  # of accuracy, in percent of all items
DOUBTED = 0.1  # the share of draws from which on it is said that they see no way


def flops_for_loss(law: Law, loss: float) -> tuple[Figure | None, float]:
    """The least training compute whose compute-optimal model reaches a loss, and the share of draws in which none does.

    None where the law's best fit says that it never comes: the loss is below its floor, or takes more than 10^40 FLOPs.
    Raises ValueError for a loss that is not positive and finite.
    """
    if not 0.0 < loss < np.inf:
        raise ValueError(f"A wanted loss is a positive, finite number, and {loss:g} is none.")
    draws = draws_of(law)
    return as_compute(draws, draws.flops_for(loss))


def as_compute(draws: Draws, flops: Array, of: str = "") -> tuple[Figure | None, float]:
    """Compute [R], inf where it never comes, as a figure (None: so says the best fit), and the share of such draws."""
    capped = np.minimum(flops, NEVER)
    never = float(np.mean(capped[1:] >= NEVER)) if draws.rows > 1 else float(capped[0] >= NEVER)
    every = draws.interval(capped)
    if not every.centre < NEVER:
        return None, never
    told = f"; {never:.0%} of them say that it never comes" if never else ""
    rest = draws.figure(np.where(capped < NEVER, capped, np.nan), "FLOPs", draws.source + of + told)
    ends = {"centre": every.centre, "low": every.low, "high": max(every.centre, rest.high if never else every.high)}
    return rest.model_copy(update=ends), never


def further_loss(draws: Draws, loss: Array | float, hardware: Hardware, served: float = 0.0) -> tuple[Further, ...]:
    """What losses 1, 2, 5 and 10 percent below `loss` [R] would cost, with `served` tokens as `serving.py` weighs them.

    Each draw is asked for a gain on its own loss, so that a gain costs more than nothing in each.
    """
    names = [f"{gain:g} % lower loss" for gain in GAINS]
    losses = np.multiply.outer(1.0 - np.array(GAINS) / 100.0, np.broadcast_to(loss, (draws.rows,)))
    return _further(draws, names, losses, hardware, [None] * len(names), served)


def further_accuracy(
    draws: Draws, now: Array | float, curve: Accuracy, hardware: Hardware, served: float = 0.0
) -> tuple[Further, ...]:
    """What 1, 2, 5 and 10 points above the accuracy `now` [R] would cost, each draw being asked for a gain on its own.

    A gain that takes the best fit above all items is none.
    """
    accuracy = np.broadcast_to(np.asarray(now, np.float64), (draws.rows,))
    centre = draws.interval(accuracy).centre
    gains = [points for points in POINTS if centre <= 1.0 - points / 100.0]
    names = [f"{points:g} point{'' if points == 1.0 else 's'} more accuracy" for points in gains]
    losses = np.reshape([curve.loss_for(accuracy + points / 100.0) for points in gains], (len(gains), draws.rows))
    return _further(draws, names, losses, hardware, [centre + points / 100.0 for points in gains], served)


def _further(
    draws: Draws,
    names: Sequence[str],
    losses: Array,
    hardware: Hardware,
    accuracies: Sequence[float | None],
    served: float,
) -> tuple[Further, ...]:
    """What losses [G, R] cost, in FLOPs and in all that they bring; a loss that is none never comes."""
    found = []
    for name, loss, accuracy in zip(names, losses, accuracies, strict=True):
        figure, never = as_compute(draws, _least(draws, loss, served), "; training and serving" if served else "")
        bill = costs(figure, hardware) if figure else {}
        found.append(
            Further(
                gain=name,
                loss=draws.interval(loss).centre if np.isfinite(loss[0]) else None,
                flops=figure,
                figures={unit: each for unit, each in bill.items() if unit != "hours"},
                accuracy=accuracy,
                never=never,
            )
        )
    return tuple(found)


def _least(draws: Draws, loss: Array, served: float) -> Array:
    """The least compute [R] of a loss [R], training and serving together; inf where it never comes."""
    if not served:
        return draws.flops_for(loss)
    return np.nan_to_num(cheapest_for_loss(draws, loss, served).total, nan=np.inf)


def never_warnings(found: Sequence[Further]) -> tuple[str, ...]:
    """A sentence on the first gain that never comes, and one on those of which a part of the draws says so."""
    out = next((each.gain for each in found if each.flops is None), "")
    doubted = [f"{each.gain} ({each.never:.0%})" for each in found if each.flops and each.never >= DOUBTED]
    told = (f"{out[0].upper()}{out[1:]} never comes, says the law: it lies under its floor.",) if out else ()
    return (*told, f"Some of the law's draws say that it never comes: {', '.join(doubted)}.") if doubted else told
