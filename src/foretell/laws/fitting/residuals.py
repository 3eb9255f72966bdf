"""What a law gives to the core: the distance of every run from it, and how that moves with its parameters.

Shapes: B draws (rows of theta), n runs, P parameters. A law writes `values` and `at`; `Dense` does the sums for a law
that has its Jacobian at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Slopes(Protocol):
    """The residuals at one theta [B, P], and the sums over their derivatives that Newton's step is made of."""

    @property
    def r(self) -> Array:
        """[B, n]."""

    def gradient(self, s: Array) -> Array:
        """Σᵢ sᵢ ∇rᵢ for s [B, n]: [B, P]."""

    def matrix(self, u: Array, s: Array | None) -> Array:
        """Σᵢ uᵢ ∇rᵢ∇rᵢᵀ + sᵢ ∇²rᵢ for u and s [B, n]: [B, P, P]. Without s the first sum alone."""


class Residuals(Protocol):
    """Predicted less found (in the logs of both, as a rule) of every run."""

    def values(self, theta: Array) -> Array:
        """[B, n]; not finite where theta is no law."""

    def at(self, theta: Array) -> Slopes:
        """The residuals with their derivatives."""

    def only(self, draws: NDArray[np.intp]) -> Residuals:
        """The residuals of some draws; those that are the same for every draw answer themselves."""


@dataclass(frozen=True)
class Dense:
    """Slopes from r [B, n], the Jacobian [B, n, P] and, where it is known, Σᵢ sᵢ ∇²rᵢ as a function of s.

    A law may leave the second derivatives out: steps are Gauss-Newton's then, more of them, to the same optimum.
    """

    r: Array
    jacobian: Array
    curvature: Curvature | None = None

    def gradient(self, s: Array) -> Array:
        return np.asarray((s[:, None, :] @ self.jacobian)[:, 0], dtype=np.float64)

    def matrix(self, u: Array, s: Array | None) -> Array:
        gram = (self.jacobian * u[..., None]).swapaxes(-1, -2) @ self.jacobian
        return np.asarray(gram if s is None or self.curvature is None else gram + self.curvature(s), dtype=np.float64)


class Curvature(Protocol):
    def __call__(self, s: Array, /) -> Array:
        """Σᵢ sᵢ ∇²rᵢ [B, P, P]."""


def of_hessian(H: Array) -> Curvature:
    """The curvature of residuals whose second derivatives H [B, n, P, P] are at hand."""
    return lambda s: np.einsum("bn,bnpq->bpq", s, H)
