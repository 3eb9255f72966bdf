"""The parametric Chinchilla law: L = E + A N^−α + B D^−β.

Hoffmann et al. 2022 (arXiv 2203.15556), §3.3 and eq. 2-4; the optimum that their objective really has was shown by
Besiroglu et al. 2024 (arXiv 2404.10102). Letters are theirs; a = ln A and so on in the log-sum-exp form. Logs are
centred while fitting, which takes the condition number down by orders of magnitude.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting.newton import Prior, Problem, huber, minimise
from foretell.laws.form import Estimate, Fit, Form, bootstrap_weights, columns
from foretell.laws.tables.design import check_budgets, check_rows, check_sizes_and_tokens
from foretell.laws.tables.table import Array, Table

MIN_ROWS = 8
STARTS = ((0.3, 0.3, 0.5), (0.1, 0.6, 0.2), (0.8, 0.2, 0.8), (0.5, 0.1, 0.05))  # α, β, E as a share of the loss
NOT_IDENTIFIED = 0.01  # an exponent or a share of the loss below this is at its bound
NO_PRIOR = Prior(np.zeros(5), np.full(5, np.inf))
HOFFMANN = (math.exp(0.5267228), math.exp(6.0073404), math.exp(6.0179186), 0.33917084, 0.2849083)  # theirs, in nats


@dataclass(frozen=True)
class LogSumExp:
    """ln L̂ = ln(e^(a − αx) + e^(b − βy) + e^e), with x = ln N and y = ln D centred; theta is (a, b, e, α, β)."""

    x: Array
    y: Array
    ln_loss: Array

    def parts(self, theta: Array) -> Array:
        """The three logs under the sum, [B, n, 3]."""
        a, b, e, alpha, beta = (column[:, None] for column in columns(theta))
        return np.stack([a - alpha * self.x, b - beta * self.y, e + 0.0 * self.x], -1)

    def values(self, theta: Array) -> Array:
        parts = self.parts(theta)
        top = parts.max(-1)
        ln_sum = top + np.log(np.exp(parts - top[..., None]).sum(-1))
        falling = (theta[:, 3:] > 0.0).all(-1, keepdims=True)  # more size or data never hurts
        return np.where(falling, ln_sum - self.ln_loss, np.inf)

    def only(self, draws: NDArray[np.intp]) -> LogSumExp:
        return self

    def shares(self, theta: Array) -> tuple[Array, ...]:
        """What each of the three terms has of L̂, each [B, n]."""
        parts = np.exp(self.parts(theta) - self.parts(theta).max(-1, keepdims=True))
        return columns(parts / parts.sum(-1, keepdims=True))

    def jacobian(self, theta: Array) -> Array:
        p, q, o = self.shares(theta)
        return np.stack([p, q, o, -self.x * p, -self.y * q], -1)

    def curvature(self, theta: Array, s: Array) -> Array:
        """Σ s (Σₖ pₖ vₖ vₖᵀ − J Jᵀ), where vₖ is the gradient of the k-th log."""
        p, q, o = self.shares(theta)
        J = self.jacobian(theta)
        H = -(J * s[..., None]).swapaxes(-1, -2) @ J
        for share, x, i, j in ((p, self.x, 0, 3), (q, self.y, 1, 4)):
            H[:, i, i] += (s * share).sum(-1)
            H[:, j, j] += (s * share * x * x).sum(-1)
            H[:, i, j] -= (s * share * x).sum(-1)
            H[:, j, i] -= (s * share * x).sum(-1)
        H[:, 2, 2] += (s * o).sum(-1)
        return H


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """Minimise Σ Huber_δ(ln L̂ − ln L) from several far starts, then each bootstrap resample from there."""
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    check_sizes_and_tokens(table, spec.form)
    ln_N, ln_D, y = np.log(table.params), np.log(table.tokens), np.log(table.loss)
    residuals = LogSumExp(ln_N - ln_N.mean(), ln_D - ln_D.mean(), y)
    once = np.ones((len(STARTS), len(table)))
    found, objectives = minimise(Problem(residuals, huber(spec.delta), once, NO_PRIOR), starts(float(np.median(y))))
    best = found[np.argmin(objectives)]
    weights = bootstrap_weights(len(table), draws, spec.seed)
    drawn, _ = minimise(Problem(residuals, huber(spec.delta), weights, NO_PRIOR), np.tile(best, (draws, 1)))
    theta = uncentred(np.vstack([best, drawn]), ln_N.mean(), ln_D.mean())
    if not np.isfinite(theta[0]).all():
        raise ValueError(f"These {len(table)} runs identify no {spec.form}: its A or B grows beyond all numbers.")
    whole = theta[1:][np.isfinite(theta[1:]).all(-1)]
    warnings = (*_bound_warnings(theta[0], table), *_lost_draws(draws - len(whole), draws))
    return Estimate(theta[0], whole, float(objectives.min()), len(table), warnings=warnings)


def starts(ln_loss: float) -> Array:
    """Far-apart starts [S, 5]: what E leaves of the median loss is halved between size and data."""
    rows = []
    for alpha, beta, share in STARTS:
        half = ln_loss + np.log((1.0 - share) / 2.0)
        rows.append((half, half, ln_loss + np.log(share), alpha, beta))
    return np.array(rows)


def uncentred(theta: Array, ln_N: float, ln_D: float) -> Array:
    """(a, b, e, α, β) about the centre → (E, A, B, α, β)."""
    a, b, e, alpha, beta = columns(theta)
    with np.errstate(over="ignore"):
        return np.stack([np.exp(e), np.exp(a + alpha * ln_N), np.exp(b + beta * ln_D), alpha, beta], -1)


def _bound_warnings(theta: Array, table: Table) -> tuple[str, ...]:
    """Every resample may meet the same bound, so an interval of no width there is no certainty: say so."""
    E, _, _, alpha, beta = (float(value) for value in theta)
    at_bound = {"E / L": E / float(table.loss.min()), "alpha": alpha, "beta": beta}
    names = [name for name, value in at_bound.items() if value < NOT_IDENTIFIED]
    told = f"{' and '.join(names)} went to zero: these runs do not identify it."
    if min(alpha, beta) < NOT_IDENTIFIED:
        told += " Nor do they identify the exponents of the best size and data, however narrow their intervals are."
    return (told,) if names else ()


def _lost_draws(lost: int, draws: int) -> tuple[str, ...]:
    return (f"{lost} of {draws} resamples identified no law and were left out of the intervals.",) if lost else ()


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L(N, D) at D = C / 6N."""
    E, A, B, alpha, beta = columns(theta)
    return np.asarray(E + A * N**-alpha + B * (C / (6.0 * N)) ** -beta, dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """N* = G (C/6)^a and D* = (C/6)^b / G, G = (αA / βB)^(1/(α+β)) (eq. 4)."""
    _, A, B, alpha, beta = columns(theta)
    G = (alpha * A / (beta * B)) ** (1.0 / (alpha + beta))
    a, b = exponents(theta)
    return G * (C / 6.0) ** a, (C / 6.0) ** b / G


def exponents(theta: Array) -> tuple[Array, Array]:
    """a = β/(α+β), b = α/(α+β)."""
    *_, alpha, beta = columns(theta)
    return beta / (alpha + beta), alpha / (alpha + beta)


PARAMETRIC = Form(("E", "A", "B", "alpha", "beta"), estimate, loss, optimum, exponents)
