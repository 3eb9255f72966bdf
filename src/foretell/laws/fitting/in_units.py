"""Residuals in the target's own units, from those in its logarithm: least squares on loss itself.

With L̂ = L exp(r), r of the logarithm: ∇(L̂ − L) = L̂ ∇r and ∇²(L̂ − L) = L̂ (∇²r + ∇r∇rᵀ), so that every sum over the
runs is one over r with other weights. Shapes: B draws, n runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.penalty import Array
from foretell.laws.fitting.residuals import Residuals, Slopes


@dataclass(frozen=True)
class InUnits:
    """L̂ − L of targets L [n], for `of`: ln L̂ − ln L."""

    of: Residuals
    target: Array

    def values(self, theta: Array) -> Array:
        with np.errstate(over="ignore"):  # what overflows is no law, and the search turns back from it
            return np.asarray(self.target * np.expm1(self.of.values(theta)), dtype=np.float64)

    def at(self, theta: Array) -> SlopesInUnits:
        slopes = self.of.at(theta)
        with np.errstate(over="ignore"):
            return SlopesInUnits(slopes, self.target * np.expm1(slopes.r), self.target * np.exp(slopes.r))

    def only(self, draws: NDArray[np.intp]) -> InUnits:
        return InUnits(self.of.only(draws), self.target)


@dataclass(frozen=True)
class SlopesInUnits:
    """`said` is L̂ [B, n]."""

    of: Slopes
    r: Array
    said: Array

    def gradient(self, s: Array) -> Array:
        return self.of.gradient(s * self.said)

    def matrix(self, u: Array, s: Array | None) -> Array:
        if s is None:
            return self.of.matrix(u * self.said**2, None)
        return self.of.matrix(u * self.said**2 + s * self.said, s * self.said)
