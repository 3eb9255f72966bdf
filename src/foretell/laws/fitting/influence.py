"""What moves a fit: the runs without which it would be another, and the choices by which it would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.penalty import Array, huber
from foretell.laws.fitting.posed import Bottom, Posed, finite, resample, settle
from foretell.nouns import Sensitivity

ALL = 300  # runs up to which each is left out in turn
FAR, EXTREME = 16, 2  # of more runs, those farthest from the law, and those at either end of each column
DELTAS = (1e-4, 1e-3, 1e-2, 1.0)  # of ln L; the last is least squares for any residuals that a law may have


def most_influential(posed: Posed, bottom: Bottom, columns: Sequence[Array], count: int) -> list[tuple[int, Array]]:
    """The `count` runs without which theta moves most, each with the theta [P] that is found without it.

    Moves are measured by the objective's own curvature: in units of what the runs can tell.
    """
    tried = candidates(posed, bottom, columns)
    weights = np.ones((len(tried), posed.runs))
    weights[np.arange(len(tried)), tried] = 0.0
    found = resample(posed, bottom, weights)
    _, matrix = (derivative[0] for derivative in posed.problem(np.ones((1, posed.runs))).newton(bottom.theta[None]))
    move = found - bottom.theta
    size = np.einsum("bp,pq,bq->b", move, matrix, move)
    worst = np.argsort(-np.where(np.isfinite(size), size, -1.0), kind="stable")[:count]
    return [(int(tried[i]), found[i]) for i in worst]


def candidates(posed: Posed, bottom: Bottom, columns: Sequence[Array]) -> NDArray[np.intp]:
    """The runs worth leaving out: all of a small table; else the farthest from the law, and the extremes."""
    if posed.runs <= ALL:
        return np.arange(posed.runs)
    r = posed.residuals.values(bottom.theta[None])[0]
    ends = [order for column in columns for order in (np.argsort(column)[:EXTREME], np.argsort(-column)[:EXTREME])]
    return np.unique(np.concatenate([np.argsort(-np.abs(r))[:FAR], *ends]))


def under_deltas(posed: Posed, names: Sequence[str]) -> tuple[Sensitivity, ...]:
    """The coefficients under other Huber deltas, each searched from all starts."""
    return tuple(
        told(posed, settle(replace(posed, penalty=huber(delta))), names, f"Huber delta {delta:g}") for delta in DELTAS
    )


def under_others(posed: Posed, names: Sequence[str]) -> tuple[Sensitivity, ...]:
    """The coefficients under the other objectives of a posed law."""
    found = {choice: replace(posed, residuals=r, penalty=penalty) for choice, (r, penalty) in posed.others.items()}
    return tuple(told(other, settle(other), names, choice) for choice, other in found.items())


def told(posed: Posed, bottom: Bottom, names: Sequence[str], choice: str) -> Sensitivity:
    """A bottom as what comes of a choice."""
    with np.errstate(all="ignore"):
        values = posed.told(bottom.theta)
    return Sensitivity(
        choice=choice,
        coefficients=finite(names, values),
        runs=posed.runs,
    )
