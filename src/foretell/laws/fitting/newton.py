"""Robust fits, many at once: damped Newton steps, and reweighted Gauss-Newton steps wherever those go no lower.

Every draw of a bootstrap is one row of the batch. Shapes: B draws, n runs, P parameters.
A step is taken only when it lowers the objective. The search ends when Newton's own promise of a further fall is below
rounding, or when no step of any damping falls: never at an absolute tolerance. Those stop early on objectives near
1e-3, which is how a published fit of the Chinchilla law went wrong (Besiroglu et al. 2024, §2).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.penalty import Array, Penalty
from foretell.laws.fitting.residuals import Residuals

MAX_STEPS = 200  # a law that is identified needs some ten; one that is not goes on for ever
FIRST_DAMPING, MIN_DAMPING, MAX_DAMPING = 1e-3, 1e-9, 1e4
ROUNDING = 1e-15  # a relative fall of the objective below this is no fall
PROMISE = 1e-11  # a relative fall that Newton promises; he keeps it to the square of the last step
SOFTER = (16384.0, 4096.0, 1024.0, 256.0, 64.0, 16.0, 4.0, 2.0)  # times the penalty's own range
SOFT_STEPS = 30
BLOCK = 60_000  # draws × runs that are worked on at a time: what fits near a core
LEAST_BLOCK = 16  # draws


@dataclass(frozen=True)
class Prior:
    """Independent normal priors on the P parameters; an infinite `sd` is none."""

    mean: Array
    sd: Array

    def value(self, theta: Array) -> Array:
        return np.asarray(0.5 * np.square((theta - self.mean) / self.sd).sum(-1), dtype=np.float64)

    def gradient(self, theta: Array) -> Array:
        return (theta - self.mean) / self.sd**2

    @property
    def curvature(self) -> Array:
        return np.diag(1.0 / self.sd**2)


def no_prior(parameters: int) -> Prior:
    """Nothing known beforehand."""
    return Prior(np.zeros(parameters), np.full(parameters, np.inf))


@dataclass(frozen=True)
class Problem:
    """Minimise Σᵢ wᵢ ρ(rᵢ(θ)) + prior, for each draw's weights [B, n], over all parameters but those `held`."""

    residuals: Residuals
    penalty: Penalty
    weights: Array
    prior: Prior
    held: tuple[int, ...] = field(default=())

    def only(self, draws: NDArray[np.intp]) -> Problem:
        """The same problem for some of the draws."""
        return replace(self, residuals=self.residuals.only(draws), weights=self.weights[draws])

    def objective(self, theta: Array) -> Array:
        """[B]; infinite where the law overflows, or theta is none."""
        with np.errstate(all="ignore"):
            rho = self.penalty.value(self.residuals.values(theta))
            value = np.einsum("bn,bn->b", self.weights, rho) + self.prior.value(theta)
        return np.where(np.isfinite(value), value, np.inf)

    def newton(self, theta: Array) -> tuple[Array, Array]:
        """Gradient [B, P] and Newton's matrix [B, P, P]."""
        slopes = self.residuals.at(theta)
        first, second = self.penalty.slopes(slopes.r)
        s = self.weights * first
        gradient = slopes.gradient(s) + self.prior.gradient(theta)
        return gradient, slopes.matrix(self.weights * second, s) + self.prior.curvature

    def gauss(self, theta: Array) -> Array:
        """The matrix of reweighted least squares [B, P, P], which never points uphill."""
        slopes = self.residuals.at(theta)
        first, second = self.penalty.slopes(slopes.r)
        zero = np.abs(slopes.r) < 1e-300
        ratio = np.where(zero, second, first / np.where(zero, 1.0, slopes.r))
        return slopes.matrix(self.weights * ratio, None) + self.prior.curvature


def minimise(problem: Problem, start: Array) -> tuple[Array, Array]:
    """Parameters [B, P] and objectives [B] at the bottom that each draw reaches from its start [B, P]."""
    draws, runs = problem.weights.shape
    block = max(LEAST_BLOCK, BLOCK // max(runs, 1))
    rows = [np.arange(first, min(first + block, draws)) for first in range(0, draws, block)]
    found = [_search(problem.only(some), start[some]) for some in rows]
    if not found:
        return start.copy(), np.zeros(0)
    return np.concatenate([theta for theta, _ in found]), np.concatenate([value for _, value in found])


def _search(problem: Problem, start: Array) -> tuple[Array, Array]:
    """The descent; where it found no sure bottom, once more through ever less soft penalties.

    Where most residuals are far beyond Huber's delta, the objective is all edges and no curvature, and a descent is
    caught on them. Over a wider delta it is smooth; its bottom leads on to that of the next.
    """
    theta, value, sure = _descend(problem, start, MAX_STEPS)
    rest, softer = np.flatnonzero(~sure), problem.penalty.softer
    if len(rest) and softer is not None:
        part, there = problem.only(rest), theta[rest]
        for times in SOFTER:
            there, _, _ = _descend(replace(part, penalty=softer(times)), there, SOFT_STEPS)
        there, lower, _ = _descend(part, there, MAX_STEPS)
        fell = lower < value[rest]
        theta[rest], value[rest] = np.where(fell[:, None], there, theta[rest]), np.where(fell, lower, value[rest])
    return theta, value


def _descend(problem: Problem, start: Array, steps: int) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Parameters, objectives, and where Newton promises nothing further, [B]."""
    theta, value = start.copy(), problem.objective(start)
    damping = np.full(len(theta), FIRST_DAMPING)
    done, sure = np.zeros(len(theta), dtype=np.bool_), np.zeros(len(theta), dtype=np.bool_)
    for _ in range(steps):
        active = np.flatnonzero(~done)
        if not len(active):
            break
        step = _step(problem.only(active), theta[active], value[active], damping[active])
        theta[active], value[active], damping[active] = step.theta, step.value, step.damping
        sure[active] = step.kept
        done[active] = step.kept | (step.damping > MAX_DAMPING)
    return theta, value, sure


@dataclass(frozen=True)
class Step:
    """Where one step led, with the damping of the next; `kept` where Newton promises no more. [B, P], [B], [B], [B]."""

    theta: Array
    value: Array
    damping: Array
    kept: NDArray[np.bool_]


def _step(problem: Problem, theta: Array, value: Array, damping: Array) -> Step:
    """The damped Newton step where it falls; else the reweighted one where that does; else none, and more damping."""
    with np.errstate(all="ignore"):
        gradient, matrix = problem.newton(theta)
    towards = _solve(problem, matrix, gradient, damping)
    promise = 0.5 * np.einsum("bp,bp->b", _free(problem, gradient), towards)
    there = theta - towards
    lower = problem.objective(there)
    by_newton = _falls(value, lower)
    rest = np.flatnonzero(~by_newton)
    if len(rest):
        there[rest], lower[rest] = _reweighted(problem.only(rest), theta[rest], gradient[rest], damping[rest])
    fell = _falls(value, lower)
    flat = ~_free(problem, gradient).any(-1)  # without curvature no step is found either, which is no promise kept
    kept = ((promise > 0.0) | flat) & (promise <= PROMISE * np.abs(value)) & (damping <= FIRST_DAMPING)
    factor = np.where(by_newton, 0.1, np.where(fell, 1.0, 10.0))
    damping = np.maximum(damping * factor, MIN_DAMPING)
    theta = np.where(fell[:, None], there, theta)
    return Step(theta, np.where(fell, lower, value), damping, kept)


def _falls(value: Array, lower: Array) -> NDArray[np.bool_]:
    """Where the second objective is lower by more than rounding, [B]: never where both are infinite."""
    with np.errstate(invalid="ignore"):
        return np.asarray(value - lower > ROUNDING * np.abs(value), dtype=np.bool_)


def _reweighted(problem: Problem, theta: Array, gradient: Array, damping: Array) -> tuple[Array, Array]:
    with np.errstate(all="ignore"):
        matrix = problem.gauss(theta)
    there = theta - _solve(problem, matrix, gradient, damping)
    return there, problem.objective(there)


def _free(problem: Problem, gradient: Array) -> Array:
    """The gradient with zeros for what is held."""
    free = np.ones(gradient.shape[-1])
    free[list(problem.held)] = 0.0
    return np.asarray(gradient * free, dtype=np.float64)


def _solve(problem: Problem, matrix: Array, gradient: Array, damping: Array) -> Array:
    """(matrix + damping × its diagonal)⁻¹ gradient; no step where that is singular or not finite."""
    free = _free(problem, np.ones(gradient.shape[-1]))
    matrix = matrix * free * free[:, None] + np.diag(1.0 - free)
    scale = np.abs(np.einsum("bpp->bp", matrix))
    ridge = damping[:, None] * scale + 1e-14 * scale.max(-1, keepdims=True)
    damped = matrix + ridge[:, :, None] * np.eye(matrix.shape[-1])
    usable = np.isfinite(damped).all((-1, -2)) & np.isfinite(gradient).all(-1)
    damped = np.where(usable[:, None, None], damped, np.eye(matrix.shape[-1]))
    right = np.where(usable[:, None], _free(problem, gradient), 0.0)[..., None]
    with np.errstate(all="ignore"):
        try:
            step = np.linalg.solve(damped, right)[..., 0]
        except np.linalg.LinAlgError:
            step = (np.linalg.pinv(damped) @ right)[..., 0]
    return np.where(np.isfinite(step), step, 0.0)
