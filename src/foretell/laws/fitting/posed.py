"""A law put to a table: what is minimised, from where the search starts, and how its answer is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.newton import Prior, Problem, minimise, no_prior
from foretell.laws.fitting.penalty import Array, Penalty
from foretell.laws.fitting.residuals import Residuals
from foretell.laws.fitting.restarts import restarted

Monotone = Callable[[Array], Array]


@dataclass(frozen=True)
class Posed:
    """Minimise the penalty of `residuals` over `rows` of a table, n of them, from `starts` [S, P] that lie far apart.

    `told` turns theta [..., P] into the coefficients as the paper writes them. `profiled` names the parameters whose
    profile says something by itself, each with its place in theta and the function that tells it (exp for a
    logarithm). `excluded` counts the other rows of the table by reason; `warn` says what is wrong with the
    coefficients that were found; `others` are objectives, by name, under which the checks tell what the coefficients
    would be. A law that holds what another fit of the same runs found gives in `refound` itself as each row of weights
    [B, n] has it: an interval must not hold still what a resample moves.
    """

    residuals: Residuals
    penalty: Penalty
    starts: Array
    told: Callable[[Array], Array]
    rows: NDArray[np.intp]
    prior: Prior | None = None
    profiled: Mapping[str, tuple[int, Monotone]] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    warn: Callable[[Array], tuple[str, ...]] = lambda told: ()
    others: Mapping[str, tuple[Residuals, Penalty]] = field(default_factory=dict)
    refound: Callable[[Array], Posed] | None = None

    @property
    def runs(self) -> int:
        """n."""
        return len(self.rows)

    def problem(self, weights: Array, held: tuple[int, ...] = ()) -> Problem:
        """The problem for each row of weights [B, n]."""
        prior = self.prior or no_prior(self.starts.shape[-1])
        return Problem(self.residuals, self.penalty, weights, prior, held)


@dataclass(frozen=True)
class Bottom:
    """Where the search from all starts ended: the best theta [P] and its objective, and every end with its own. The
    ends are those of the starts, and after them every lower one that was found from about the best."""

    theta: Array
    objective: float
    ends: Array
    objectives: Array


def finite(names: Sequence[str], values: Array) -> dict[str, float]:
    """The coefficients that are numbers, by name: one that grew beyond all bounds is none, and has no entry."""
    return {name: float(value) for name, value in zip(names, values, strict=True) if np.isfinite(value)}


def settle(posed: Posed) -> Bottom:
    """The best of the searches from all starts, and then from about the best, every run weighing one."""
    once = np.ones((len(posed.starts), posed.runs))
    ends, objectives = minimise(posed.problem(once), posed.starts)
    best = int(np.argmin(objectives))
    lower, values = restarted(posed.problem(once[:1]), ends[best], float(objectives[best]))
    ends, objectives = np.concatenate([ends, lower]), np.concatenate([objectives, values])
    best = int(np.argmin(objectives))
    return Bottom(ends[best], float(objectives[best]), ends, objectives)


def resample(posed: Posed, bottom: Bottom, weights: Array) -> Array:
    """The bottoms [B, P] for each row of weights [B, n], searched from the best theta."""
    found, _ = minimise(posed.problem(weights), np.tile(bottom.theta, (len(weights), 1)))
    return found


def drawn(posed: Posed, bottom: Bottom, weights: Array) -> Array:
    """The coefficients for each row of weights [B, n], as they are told, with what the law holds found anew."""
    again = posed.refound(weights) if posed.refound else posed
    return again.told(resample(again, bottom, weights))
