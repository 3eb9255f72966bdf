"""Robust fits, many at once: damped Newton steps, with reweighted Gauss-Newton steps wherever those go lower.

Every draw of a bootstrap is one row of the batch. Shapes: B draws, n cells, P parameters.
A step is taken only when it lowers the objective, and the search ends only when no step does, at any damping. The
usual absolute tolerances stop early on objectives near 1e-3, which is how a published fit of the Chinchilla law went
wrong (Besiroglu et al. 2024, §2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Penalty = Callable[[Array], tuple[Array, Array, Array]]  # residual → ρ, ρ′, ρ″

MAX_STEPS = 500
MIN_DAMPING, MAX_DAMPING = 1e-6, 1e4
ROUNDING = 1e-15  # a relative fall of the objective below this is no fall


class Residuals(Protocol):
    """ln L̂ − ln L of every cell, with its derivatives by the parameters."""

    def values(self, theta_BP: Array) -> Array:
        """[B, n]."""

    def jacobian(self, theta_BP: Array) -> Array:
        """[B, n, P]."""

    def curvature(self, theta_BP: Array, s_Bn: Array) -> Array:
        """Σᵢ sᵢ ∂²rᵢ/∂θ², [B, P, P]."""

    def only(self, draws: NDArray[np.intp]) -> Residuals:
        """The residuals of some draws; those that are the same for every draw answer themselves."""


def huber(delta: float) -> Penalty:
    """r²/2 within `delta`, straight lines outside (Huber 1964)."""

    def penalty(r: Array) -> tuple[Array, Array, Array]:
        size, clipped = np.abs(r), np.clip(r, -delta, delta)
        inside = size <= delta
        return np.where(inside, r * r / 2, delta * (size - delta / 2)), clipped, inside.astype(np.float64)

    return penalty


def soft_l1(scale: float) -> Penalty:
    """√(1 + (r/scale)²) − 1: half a square near zero, |r|/scale far away."""

    def penalty(r: Array) -> tuple[Array, Array, Array]:
        root = np.sqrt(1.0 + (r / scale) ** 2)
        return root - 1.0, r / (scale**2 * root), 1.0 / (scale**2 * root**3)

    return penalty


@dataclass(frozen=True)
class Prior:
    """Independent normal priors on the P parameters; an infinite `sd` is none."""

    mean: Array
    sd: Array

    def value(self, theta_BP: Array) -> Array:
        return np.asarray(0.5 * np.square((theta_BP - self.mean) / self.sd).sum(-1), dtype=np.float64)

    def gradient(self, theta_BP: Array) -> Array:
        return (theta_BP - self.mean) / self.sd**2

    @property
    def curvature(self) -> Array:
        return np.diag(1.0 / self.sd**2)


@dataclass(frozen=True)
class Problem:
    """Minimise Σᵢ wᵢ ρ(rᵢ(θ)) + prior, for each draw's weights [B, n]."""

    residuals: Residuals
    penalty: Penalty
    weights: Array
    prior: Prior

    def only(self, draws: NDArray[np.intp]) -> Problem:
        """The same problem for some of the draws."""
        return replace(self, residuals=self.residuals.only(draws), weights=self.weights[draws])

    def objective(self, theta: Array) -> Array:
        """[B]; infinite where the model overflows."""
        with np.errstate(all="ignore"):
            rho, _, _ = self.penalty(self.residuals.values(theta))
            value = (self.weights * rho).sum(-1) + self.prior.value(theta)
        return np.where(np.isfinite(value), value, np.inf)

    def derivatives(self, theta: Array) -> tuple[Array, Array, Array]:
        """Gradient [B, P], Newton's matrix and the reweighted Gauss-Newton matrix [B, P, P]."""
        r, J = self.residuals.values(theta), self.residuals.jacobian(theta)
        _, slope, bend = self.penalty(r)
        s = self.weights * slope
        gradient = np.einsum("bn,bnp->bp", s, J) + self.prior.gradient(theta)
        newton = _gram(J, self.weights * bend) + self.residuals.curvature(theta, s) + self.prior.curvature
        near_zero = np.abs(r) < 1e-300
        gauss = _gram(J, self.weights * np.where(near_zero, bend, slope / np.where(near_zero, 1.0, r)))
        return gradient, newton, gauss + self.prior.curvature


def _gram(J: Array, weights: Array) -> Array:
    return np.asarray((J * weights[..., None]).swapaxes(-1, -2) @ J, dtype=np.float64)


def minimise(problem: Problem, start_BP: Array) -> tuple[Array, Array]:
    """Parameters [B, P] and objectives [B] at the bottom that each draw reaches from its start."""
    theta = start_BP.copy()
    value, damping = problem.objective(theta), np.full(len(theta), 1e-2)
    for _ in range(MAX_STEPS):
        active = np.flatnonzero(damping <= MAX_DAMPING)
        if not len(active):
            break
        lower, there = _step(problem.only(active), theta[active], value[active], damping[active])
        fell = value[active] - lower > ROUNDING * np.abs(value[active])
        factor = np.where(fell, 1.0 / 5.0, 10.0)
        theta[active], value[active] = there, lower
        damping[active] = np.maximum(damping[active] * factor, MIN_DAMPING)
    return theta, value


def _step(problem: Problem, theta: Array, value: Array, damping: Array) -> tuple[Array, Array]:
    """The lowest of: staying, a damped Newton step, a damped Gauss-Newton step. Returns (objectives, parameters)."""
    with np.errstate(all="ignore"):
        gradient, newton, gauss = problem.derivatives(theta)
    scale = np.einsum("bpp->bp", gauss)
    ridge = (damping[:, None] * scale + 1e-14 * scale.max(-1, keepdims=True))[:, :, None] * np.eye(theta.shape[-1])
    for matrix in (newton, gauss):
        there = theta - _solve(matrix + ridge, gradient)
        found = problem.objective(there)
        better = found < value
        theta, value = np.where(better[:, None], there, theta), np.where(better, found, value)
    return value, theta


def _solve(matrix: Array, gradient: Array) -> Array:
    """matrix⁻¹ gradient; where that is singular, no step."""
    try:
        return np.asarray(np.linalg.solve(matrix, gradient[..., None])[..., 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray((np.linalg.pinv(matrix) @ gradient[..., None])[..., 0], dtype=np.float64)
