"""A task's score as a logistic function of capabilities: y = b + (1 − b) σ(β·S + α), from a floor b up to 1.

Ruan et al. 2024 (arXiv 2405.10938), §3.4, by least squares. As in the authors' code the floor is free over a fifth of
the way up, from 0 or here from chance c: b = c + (1 − c)/5 · σ(η). Letters: n models, k capabilities, B draws;
θ = (β₁ … β_k, α, η).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, Prior, resample, settle, square
from foretell.laws.fitting.certify import certificate, optima
from foretell.laws.fitting.posed import Bottom
from foretell.nouns import Checks, Curve, Interval

Array = NDArray[np.float64]

NOISE = 0.05  # of a score: what the prior is weighed against
# Weak: where scores do not bend, neither slopes nor floor may run off. S is in units of its first column's sd.
SLOPE_SD, SHIFT_SD = 10.0, 10.0
FLOOR, FLOOR_SD = -2.0, 2.0  # of η
FLOOR_RANGE = 0.2
STARTS = ((1.0, 0.0), (1.0, -3.0), (4.0, 0.0), (4.0, -4.0), (4.0, 3.0))  # of β₁ and α


def sigmoid(t: Array) -> Array:
    """1 / (1 + e^−t), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * t)))


@dataclass(frozen=True)
class Logistic:
    """(ŷ − y) / NOISE of every model."""

    S: Array  # [n, k]
    y: Array  # [n]
    chance: float

    def values(self, theta: Array) -> Array:
        return (scores_at(theta, self.S, self.chance) - self.y) / NOISE

    def at(self, theta: Array) -> Dense:
        beta, alpha, eta = theta[:, :-2], theta[:, -2:-1], theta[:, -1:]
        p, q = sigmoid(beta @ self.S.T + alpha), sigmoid(eta)
        by_t = (1.0 - floor_at(theta, self.chance)) * p * (1.0 - p) / NOISE  # [B, n]
        by_eta = FLOOR_RANGE * (1.0 - self.chance) * q * (1.0 - q) * (1.0 - p) / NOISE
        jacobian = np.concatenate([by_t[..., None] * self.S, by_t[..., None], by_eta[..., None]], axis=-1)
        return Dense(self.values(theta), jacobian)

    def only(self, draws: NDArray[np.intp]) -> Logistic:
        return self


def floor_at(theta: Array, chance: float) -> Array:
    """b [B, 1]."""
    return np.asarray(chance + FLOOR_RANGE * (1.0 - chance) * sigmoid(theta[:, -1:]))


def scores_at(theta: Array, S: Array, chance: float) -> Array:
    """ŷ [B, n] of theta [B, k + 2] at capabilities [n, k]."""
    floor = floor_at(theta, chance)
    return np.asarray(floor + (1.0 - floor) * sigmoid(theta[:, :-2] @ S.T + theta[:, -2:-1]))


def fit_curve(
    S: Array, y: Array, inputs: tuple[str, ...], target: str, chance: float, weights: Array, level: float
) -> Curve:
    """Fit the curve to capabilities S [n, k] and scores y [n]; `weights` [B, n] are those of the bootstrap's draws.

    Coefficients are per unit of S. Raises ValueError for fewer models than coefficients.
    """
    if len(y) < S.shape[1] + 3:
        raise ValueError(
            f"A curve of {target!r} over {S.shape[1]} capabilities needs {S.shape[1] + 3} models with both at least; "
            f"there are {len(y)}: give more, or ask for fewer components."
        )
    unit = max(float(S[:, 0].std()), 1e-12)
    posed = _posed(S / unit, y, chance)
    bottom = settle(posed)
    draws = _told(resample(posed, bottom, weights), unit)
    best = _told(bottom.theta[None], unit)[0]
    names = (*(f"slope_{name}" for name in inputs), "shift", "floor_logit")
    off = scores_at(best[None], S, chance)[0] - y
    return Curve(
        form="observational.logistic",
        names=names,
        coefficients=dict(zip(names, map(float, best), strict=True)),
        intervals={name: middle(draws[:, i], float(best[i]), level) for i, name in enumerate(names)},
        draws=tuple(tuple(map(float, row)) for row in draws),
        objective=bottom.objective,
        residual_sd=float(np.sqrt((off**2).sum() / (len(y) - S.shape[1] - 2))),
        runs=len(y),
        checks=_checks(posed, bottom, names),
        target=target,
        inputs=inputs,
        ranges={name: (float(S[:, i].min()), float(S[:, i].max())) for i, name in enumerate(inputs)},
    )


def middle(values: Array, centre: float, level: float) -> Interval:
    """The middle of the draws at `level`, stretched to hold the centre where it lies outside."""
    found = np.append(values, centre) if not len(values) else values
    low, high = np.quantile(found, ((1.0 - level) / 2.0, (1.0 + level) / 2.0))
    return Interval(centre=centre, low=float(min(low, centre)), high=float(max(high, centre)), level=level)


def _posed(S: Array, y: Array, chance: float) -> Posed:
    k = S.shape[1]
    starts = np.zeros((len(STARTS), k + 2))
    starts[:, 0], starts[:, -2] = np.array(STARTS).T
    starts[:, -1] = FLOOR
    mean = np.array([*[0.0] * (k + 1), FLOOR])
    prior = Prior(mean, np.array([*[SLOPE_SD] * k, SHIFT_SD, FLOOR_SD]))
    return Posed(Logistic(S, y, chance), square(), starts, lambda theta: theta, np.arange(len(y)), prior)


def _told(theta: Array, unit: float) -> Array:
    """Slopes per unit of S, from those per unit of its standard deviation."""
    scale = np.ones(theta.shape[-1])
    scale[:-2] = 1.0 / unit
    return theta * scale


def _checks(posed: Posed, bottom: Bottom, names: tuple[str, ...]) -> Checks:
    return Checks(certificate=certificate(posed, bottom), optima=optima(posed, bottom, names))
