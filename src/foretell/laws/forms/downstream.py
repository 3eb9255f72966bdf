"""Accuracy and error on a task over loss: a sigmoid, and an exponential.

Bhagia et al. 2024 (arXiv 2412.04403), eq. 3: over the bits per byte of a task's right answers,
accuracy = a / (1 + e^(−k (L − L₀))) + b with a < 0, written here by where it ends: `ceiling` b at no loss and `floor`
a + b (chance) at a high one. Gadre et al. 2024 (arXiv 2403.08540), eq. 5: error = ε − k e^(−γ L). Both are fitted by
least squares of the accuracy or error itself; a table's loss is the loss that its column `accuracy` or `error` is over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, square
from foretell.laws.form import CurveForm, Fit, columns
from foretell.laws.tables.design import check_rows
from foretell.laws.tables.table import Array, Table, column

MIN_ROWS = {"accuracy": 6, "error": 4}
MIN_LOSSES = 4
STEEPNESS = (1.0, 4.0, 16.0, 64.0)  # starts of k and γ, in units of one over the range of the losses
MIDDLES = (0.02, 0.2, 0.5, 0.8)  # starts of L₀: quantiles of the losses
NEAR = 0.02  # how near to 0 and 1 a start of the ceiling, and of the floor as a share of it, may lie
AGAINST = -0.5  # a correlation of loss with errors (or of minus it with accuracies) that noise does not explain
FREE = 0.02  # a ceiling this near 1 (or a floor this near 0) was not found but met


def sigmoid(theta: Array, inputs: Mapping[str, Array]) -> Array:
    """floor + (ceiling − floor) / (1 + e^(k (L − L₀)))."""
    floor, ceiling, k, L0 = columns(theta)
    with np.errstate(over="ignore"):
        return np.asarray(floor + (ceiling - floor) / (1.0 + np.exp(k * (inputs["loss"] - L0))), dtype=np.float64)


def exponential(theta: Array, inputs: Mapping[str, Array]) -> Array:
    """ε − k e^(−γ L)."""
    k, gamma, epsilon = columns(theta)
    return np.asarray(epsilon - k * np.exp(-gamma * inputs["loss"]), dtype=np.float64)


@dataclass(frozen=True)
class Sigmoid:
    """Accuracy said less found over theta = (logit of floor / ceiling, logit of the ceiling, ln k, L₀): any theta is an
    accuracy between 0 and 1 that falls with loss. `loss` and `found` are [n]."""

    loss: Array
    found: Array

    def only(self, draws: NDArray[np.intp]) -> Sigmoid:
        return self

    def values(self, theta: Array) -> Array:
        return np.asarray(sigmoid(ends(theta)[..., None, :], {"loss": self.loss}) - self.found, dtype=np.float64)

    def at(self, theta: Array) -> Dense:
        floor, ceiling, k, L0 = (each[:, None] for each in columns(ends(theta)))
        share = floor / ceiling
        x = k * (self.loss - L0)
        s = logistic(-x)  # how far up from the floor to the ceiling
        slope = (ceiling - floor) * s * (1.0 - s)
        J = [(1.0 - s) * ceiling * share * (1.0 - share), (share + (1.0 - share) * s) * ceiling * (1.0 - ceiling)]
        return Dense(floor + (ceiling - floor) * s - self.found, np.stack([*J, -slope * x, slope * k], -1))


def ends(theta: Array) -> Array:
    """(floor, ceiling, k, L₀) of what is fitted."""
    share, ceiling, ln_k, L0 = columns(theta)
    with np.errstate(over="ignore"):
        return np.stack([logistic(share) * logistic(ceiling), logistic(ceiling), np.exp(ln_k), L0], -1)


def logistic(x: Array) -> Array:
    """1 / (1 + e^(−x))."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float64)


@dataclass(frozen=True)
class Exponential:
    """Error said less found over theta = (κ, ln γ, ε), error = ε − e^(κ − γ x), of x [n] the loss about its mean."""

    x: Array
    found: Array

    def only(self, draws: NDArray[np.intp]) -> Exponential:
        return self

    def values(self, theta: Array) -> Array:
        kappa, ln_gamma, epsilon = (each[:, None] for each in columns(theta))
        with np.errstate(all="ignore"):
            return np.asarray(epsilon - np.exp(kappa - np.exp(ln_gamma) * self.x) - self.found, dtype=np.float64)

    def at(self, theta: Array) -> Dense:
        kappa, ln_gamma, epsilon = (each[:, None] for each in columns(theta))
        steep = np.exp(ln_gamma) * self.x
        gain = np.exp(kappa - steep)
        return Dense(epsilon - gain - self.found, np.stack([-gain, gain * steep, np.ones_like(gain)], -1))


def pose_sigmoid(table: Table, spec: Fit) -> Posed:
    """Minimise Σ (accuracy said − found)². Raises ValueError for too few rows, for losses that hardly differ,
    and for accuracies that rise with the loss."""
    rows, loss, found = _known(table, spec, "accuracy")
    _check_direction(spec, loss, found, -1.0)
    return Posed(
        residuals=Sigmoid(loss, found),
        penalty=square(),
        starts=sigmoid_starts(loss, found),
        told=ends,
        rows=rows,
        profiled={"ceiling": (1, logistic), "k": (2, np.exp)},
        excluded=_unknown(table, rows, "accuracy"),
        warn=lambda best: _met_bounds(best, float(found.max())),
    )


def sigmoid_starts(loss: Array, found: Array) -> Array:
    """Far-apart k and L₀ [S, 4], each with the floor and the ceiling that fit it best, as far as an accuracy can be."""
    rows, wide = [], float(np.ptp(loss))
    for steep, L0 in product(STEEPNESS, np.quantile(loss, MIDDLES).tolist()):
        k = steep / wide
        s = logistic(-k * (loss - L0))
        low, rise = np.linalg.lstsq(np.stack([np.ones_like(s), s], -1), found, rcond=None)[0]
        ceiling = float(np.clip(low + rise, NEAR, 1.0 - NEAR))
        share = float(np.clip(low / ceiling, NEAR, 1.0 - NEAR))
        rows.append((_logit(share), _logit(ceiling), math.log(k), L0))
    return np.array(rows)


def pose_exponential(table: Table, spec: Fit) -> Posed:
    """Minimise Σ (error said − found)². Raises ValueError for too few rows, for losses that hardly differ, and for
    errors that fall as the loss rises."""
    rows, loss, found = _known(table, spec, "error")
    _check_direction(spec, loss, found, 1.0)
    centre, wide = float(loss.mean()), float(np.ptp(loss))
    highest, middle = float(found.max()), float(np.median(found))
    starts = [
        (math.log(highest + above - middle + 1e-3), math.log(steep / wide), highest + above)
        for above, steep in product((0.01, 0.1, 0.5), STEEPNESS)
    ]
    return Posed(
        residuals=Exponential(loss - centre, found),
        penalty=square(),
        starts=np.array(starts),
        told=lambda theta: _uncentred(theta, centre),
        rows=rows,
        profiled={"gamma": (1, np.exp), "epsilon": (2, np.asarray)},
        excluded=_unknown(table, rows, "error"),
    )


def _uncentred(theta: Array, centre: float) -> Array:
    """(κ, ln γ, ε) about the mean loss → (k, γ, ε)."""
    kappa, ln_gamma, epsilon = columns(theta)
    with np.errstate(over="ignore"):
        gamma = np.exp(ln_gamma)
        return np.stack([np.exp(kappa + gamma * centre), gamma, epsilon], -1)


def _known(table: Table, spec: Fit, target: str) -> tuple[NDArray[np.intp], Array, Array]:
    """The rows that tell the target, their losses and the target. Raises ValueError for one outside 0 to 1."""
    found = column(table, target)
    rows = np.flatnonzero(np.isfinite(found))
    outside = int(((found[rows] < 0.0) | (found[rows] > 1.0)).sum())
    if outside:
        raise ValueError(f"{outside} of {len(rows)} rows have an {target} outside 0 to 1: give fractions, not percent.")
    check_rows(table.take(rows), MIN_ROWS[target], f"{spec.form} (of runs with an {target})")
    if len(np.unique(np.round(np.log(table.loss[rows]), 3))) < MIN_LOSSES:
        raise ValueError(f"{spec.form} needs runs of at least {MIN_LOSSES} different losses: add runs.")
    return rows, table.loss[rows], found[rows]


def _check_direction(spec: Fit, loss: Array, found: Array, sign: float) -> None:
    """Raise ValueError for errors (sign 1) that clearly fall as the loss rises, and accuracies (−1) that rise."""
    r = float(np.corrcoef(loss, found)[0, 1]) if np.ptp(found) > 0.0 else 0.0
    if sign * r > AGAINST:
        return
    if sign > 0.0:
        told = (
            "errors, which rise with loss, and these fall",
            "accuracies: give 1 − accuracy, or fit downstream.sigmoid",
        )
    else:
        told = "accuracies, which fall as loss rises, and these rise", "errors: give 1 − error, or fit downstream.error"
    raise ValueError(f"{spec.form} is of {told[0]} (correlation {r:.2f}). They look like {told[1]}.")


def _unknown(table: Table, rows: NDArray[np.intp], target: str) -> dict[str, int]:
    return {f"no_{target}": len(table) - len(rows)} if len(rows) < len(table) else {}


def _met_bounds(best: Array, highest: float) -> tuple[str, ...]:
    """What to say where the ceiling is no finding: the runs are too far below it."""
    floor, ceiling = float(best[0]), float(best[1])
    if ceiling < 1.0 - FREE:
        return ()
    return (
        f"The ceiling went to 1 while the best run has accuracy {highest:.3g} (and the floor is {floor:.3g}): these "
        "runs do not tell where accuracy ends.",
    )


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


OVER = ("loss",)
SIGMOID = CurveForm(("floor", "ceiling", "k", "L0"), "accuracy", OVER, pose_sigmoid, sigmoid, logarithmic=False)
ERROR = CurveForm(("k", "gamma", "epsilon"), "error", OVER, pose_exponential, exponential, logarithmic=False)
