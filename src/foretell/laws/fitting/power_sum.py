"""Sums of powers: ln L̂ = ln Σₖ exp(zₖ), every zₖ linear in the parameters.

L = E + A N^−α + B D^−β is such a sum, with z = (ln E, ln A − α ln N, ln B − β ln D); so is any other sum of power laws
of a table's columns. With shares pₖ = exp(zₖ) / Σ exp(z) and xₖ = ∇zₖ, ∇r = Σ pₖxₖ and ∇²r = Σ pₖxₖxₖᵀ − ∇r∇rᵀ.
Every sum over the runs is a matrix product with a table that does not change from step to step, which is what makes
thousands of resamples cheap. Shapes: B draws, n runs, P parameters, K terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.penalty import Array


@dataclass(frozen=True)
class Term:
    """One power: z = Σⱼ θ[places[j]] · columns[:, j], with columns [n, j]."""

    places: tuple[int, ...]
    columns: Array


def term(places: Sequence[int], *columns: Array | float, rows: int) -> Term:
    """A term of columns [n] or constants: term((0, 3), 1.0, -ln_N, rows=n) is θ₀ − θ₃ ln N."""
    return Term(tuple(places), np.stack([np.broadcast_to(np.asarray(c, np.float64), (rows,)) for c in columns], -1))


@dataclass(frozen=True)
class PowerSum:
    """Residuals ln Σₖ exp(zₖ) − y of y [n]. Parameters at the places `positive` must be above zero: more size or more
    data never hurts."""

    terms: tuple[Term, ...]
    y: Array
    parameters: int
    positive: tuple[int, ...] = ()

    def only(self, draws: NDArray[np.intp]) -> PowerSum:
        return self

    def powers(self, theta: Array) -> list[Array]:
        """exp(zₖ), each [B, n]."""
        return [np.exp(theta[:, list(term.places)] @ term.columns.T) for term in self.terms]

    def values(self, theta: Array) -> Array:
        return self._residuals(theta, sum(self.powers(theta), np.zeros(())))

    def at(self, theta: Array) -> SharesOfSum:
        powers = self.powers(theta)
        total = sum(powers, np.zeros(()))
        return SharesOfSum(self, self._residuals(theta, total), [power / total for power in powers])

    def _residuals(self, theta: Array, total: Array) -> Array:
        r = np.log(total) - self.y
        allowed = np.asarray((theta[:, list(self.positive)] > 0.0).all(-1))
        return r if allowed.all() else np.where(allowed[:, None], r, np.inf)

    @cached_property
    def products(self) -> list[tuple[int, int, Array]]:
        """For each pair of terms, the products of their columns [n, j·j′]."""
        pairs = combinations_with_replacement(range(len(self.terms)), 2)
        return [(k, m, self._product(k, m)) for k, m in pairs]

    def _product(self, k: int, m: int) -> Array:
        left, right = self.terms[k].columns, self.terms[m].columns
        return np.ascontiguousarray((left[:, :, None] * right[:, None, :]).reshape(len(left), -1))


@dataclass(frozen=True)
class SharesOfSum:
    """Slopes of a sum of powers: its residuals r [B, n] and each term's share, [B, n]."""

    of: PowerSum
    r: Array
    shares: list[Array]

    def gradient(self, s: Array) -> Array:
        out = np.zeros((len(s), self.of.parameters))
        for term, share in zip(self.of.terms, self.shares, strict=True):
            out[:, list(term.places)] += (s * share) @ term.columns
        return out

    def matrix(self, u: Array, s: Array | None) -> Array:
        out = np.zeros((len(u), self.of.parameters, self.of.parameters))
        outer = u if s is None else u - s
        for k, m, product in self.of.products:
            left, right = list(self.of.terms[k].places), list(self.of.terms[m].places)
            weight = outer * self.shares[k] * self.shares[m]
            if k == m and s is not None:
                weight = weight + s * self.shares[k]
            block = (weight @ product).reshape(len(u), len(left), len(right))
            out[:, np.array(left)[:, None], right] += block
            if k != m:
                out[:, np.array(right)[:, None], left] += block.swapaxes(1, 2)
        return out
