"""The Step Law: the best learning rate is c N^α D^β, the best batch d D^γ.

Li et al. 2025 (arXiv 2503.04715), §3: N without embeddings, D in tokens, the batch in tokens. Fitted by weighted least
squares of the logs to the bottoms of a grid's cells (`near_best.py`), each by what a step away from it costs: a flat
valley says little of where its bottom is. Shapes: B draws, G cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, square
from foretell.laws.form import CurveForm, Fit, columns
from foretell.laws.optima.near_best import Bottoms, bottoms
from foretell.laws.tables.table import Array, Table

MIN_CELLS = 5
MAX_CORRELATION = 0.9995
STARTS = np.array([(-7.0, -1.0, 0.5), (-4.0, 0.5, -0.5), (-10.0, 0.0, 0.0)])
BATCH_STARTS = np.array([(13.0, 0.5), (8.0, -0.5), (16.0, 1.0)])


@dataclass(frozen=True)
class Plane:
    """Residuals w (X θ − y) of y [G] over X [G, P], weighted by w [G]."""

    X: Array
    y: Array
    w: Array

    def only(self, draws: NDArray[np.intp]) -> Plane:
        return self

    def values(self, theta: Array) -> Array:
        return np.asarray(self.w * (theta @ self.X.T - self.y), dtype=np.float64)

    def at(self, theta: Array) -> Dense:
        jacobian = np.broadcast_to(self.w[:, None] * self.X, (len(theta), *self.X.shape))
        return Dense(self.values(theta), jacobian)


def rate_pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ k (ln η̂ − ln η*)² over theta = (ln c, α, β) about the means of ln N and ln D.

    Raises ValueError for fewer than five cells with a bottom, and for sizes and data that move on one line.
    """
    found = _enough(table, spec)
    ln_N, ln_D = np.log(table.params[found.rows]), np.log(table.tokens[found.rows])
    _check_vary(spec, params=ln_N, tokens=ln_D)
    if abs(float(np.corrcoef(ln_N, ln_D)[0, 1])) > MAX_CORRELATION:
        raise ValueError(f"In these cells ln N and ln D move on one line, so {spec.form} cannot tell them apart.")
    return _posed(found, (ln_N, ln_D), found.ln_rate, found.rate_curvature, STARTS, ("alpha", "beta"))


def batch_pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ k (ln B̂ − ln B*)² over theta = (ln d, γ) about the mean of ln D.

    Raises ValueError for fewer than five cells with a bottom, and for cells of one number of tokens.
    """
    found = _enough(table, spec)
    ln_D = np.log(table.tokens[found.rows])
    _check_vary(spec, tokens=ln_D)
    return _posed(found, (ln_D,), found.ln_batch, found.batch_curvature, BATCH_STARTS, ("gamma",))


def _posed(
    found: Bottoms, x: tuple[Array, ...], y: Array, curvature: Array, starts: Array, names: tuple[str, ...]
) -> Posed:
    centre = np.array([each.mean() for each in x])
    X = np.stack([np.ones_like(y), *(each - mean for each, mean in zip(x, centre, strict=True))], -1)
    return Posed(
        residuals=Plane(X, y, np.sqrt(curvature / curvature.mean())),
        penalty=square(),
        starts=starts,
        told=lambda theta: np.concatenate(
            [np.exp(theta[..., :1] - (theta[..., 1:] @ centre)[..., None]), theta[..., 1:]], -1
        ),
        rows=found.rows,
        profiled={name: (1 + i, np.asarray) for i, name in enumerate(names)},
        excluded=found.excluded,
    )


def _enough(table: Table, spec: Fit) -> Bottoms:
    found = bottoms(table)
    if len(found.rows) < MIN_CELLS:
        left_out = ", ".join(f"{n} × {reason}" for reason, n in found.excluded.items())
        raise ValueError(
            f"{spec.form} needs at least {MIN_CELLS} sizes and data whose runs have a best learning rate and batch "
            f"among them, and there are {len(found.rows)}: train each on a grid of both, three values of each about "
            f"the best at least.{f' Left out: {left_out}.' if left_out else ''}"
        )
    return found


def _check_vary(spec: Fit, **logs: Array) -> None:
    for what, x in logs.items():
        if len(np.unique(np.round(x, 3))) < 3:
            raise ValueError(f"{spec.form} needs cells of at least three different {what}: add runs.")


def rate(theta: Array, named: Mapping[str, Array]) -> Array:
    """η = c N^α D^β."""
    c, alpha, beta = columns(theta)
    return np.asarray(c * named["params"] ** alpha * named["tokens"] ** beta, dtype=np.float64)


def batch(theta: Array, named: Mapping[str, Array]) -> Array:
    """B = d D^γ, in tokens."""
    d, gamma = columns(theta)
    return np.asarray(d * named["tokens"] ** gamma, dtype=np.float64)


RATE = CurveForm(("c", "alpha", "beta"), "learning_rate", ("params", "tokens"), rate_pose, rate)
BATCH = CurveForm(("d", "gamma"), "batch_tokens", ("tokens",), batch_pose, batch)
