"""Kaplan's law of size and data: L = [(N_c/N)^(α_N/α_D) + D_c/D]^α_D.

Kaplan et al. 2020 (arXiv 2001.08361), eq. 1.5 and §4; N is without embeddings. In the paper D is the size of a data set
that is read until the test loss rises; in a table it is the tokens seen, as in every other law here.
While fitting, ln L̂ = q S with S = ln(exp(u − p x) + exp(v − d)), p = α_N / α_D and q = α_D, where x and d are ln N and
ln D less their means. Shapes: B draws, n runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Dense, Posed, huber
from foretell.laws.form import Fit, Form, columns, estimate_posed
from foretell.laws.tables.design import check_budgets, check_rows, check_sizes_and_tokens
from foretell.laws.tables.table import Array, Table

MIN_ROWS = 6
NAMES = ("alpha_N", "alpha_D", "N_c", "D_c")
KAPLAN = (0.076, 0.103, 6.4e13, 1.8e13)  # table 2, in nats per token of WebText2
START_RATIOS, START_POWERS, START_SHARES = (0.3, 0.75, 2.0), (0.03, 0.1, 0.4, 1.5), (0.2, 0.8)  # p, q, size's share
NOT_IDENTIFIED = 0.005  # an exponent below this is at its bound: the smallest of the paper is ten times larger


@dataclass(frozen=True)
class PowerOfSum:
    """Residuals q S − y over theta = (u, v, p, q), of columns x, d and y, each [n]; p and q are above zero."""

    x: Array
    d: Array
    y: Array

    def only(self, draws: NDArray[np.intp]) -> PowerOfSum:
        return self

    def values(self, theta: Array) -> Array:
        p, q = theta[:, 2:3], theta[:, 3:4]
        z_size, z_data = self._powers(theta)
        return np.where((p > 0.0) & (q > 0.0), q * np.logaddexp(z_size, z_data) - self.y, np.inf)

    def at(self, theta: Array) -> Dense:
        """With w the share of size, ∇S = (w, 1 − w, −w x) and ∇²S = w (1 − w) g gᵀ for g = (1, −1, −x)."""
        q = theta[:, 3:4]
        z_size, z_data = self._powers(theta)
        S = np.logaddexp(z_size, z_data)
        w = np.exp(z_size - S)
        of_S = np.stack([w, 1.0 - w, -w * self.x], -1)
        g = np.stack([np.ones_like(self.x), -np.ones_like(self.x), -self.x], -1)

        def curvature(s: Array) -> Array:
            inner = (g * (s * q * w * (1.0 - w))[..., None]).swapaxes(-1, -2) @ g
            side = (s[:, None, :] @ of_S).swapaxes(-1, -2)
            return np.block([[inner, side], [side.swapaxes(-1, -2), np.zeros((len(s), 1, 1))]])

        return Dense(q * S - self.y, np.concatenate([q[..., None] * of_S, S[..., None]], -1), curvature)

    def _powers(self, theta: Array) -> tuple[Array, Array]:
        return theta[:, 0:1] - theta[:, 2:3] * self.x, theta[:, 1:2] - self.d


def pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over theta = (u, v, p, q).

    Raises ValueError for too few runs, and for runs that cannot tell the effect of size from that of data.
    """
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    check_sizes_and_tokens(table, spec.form)
    ln_N, ln_D, y = np.log(table.params), np.log(table.tokens), np.log(table.loss)
    centre = (float(ln_N.mean()), float(ln_D.mean()))
    return Posed(
        residuals=PowerOfSum(ln_N - centre[0], ln_D - centre[1], y),
        penalty=huber(spec.delta),
        starts=starts(float(np.median(y))),
        told=lambda theta: uncentred(theta, *centre),
        rows=np.arange(len(table)),
        profiled={"alpha_D": (3, np.asarray)},
        warn=bound_warnings,
    )


def starts(ln_loss: float) -> Array:
    """Far-apart starts [S, 4], each at the median loss: S = ln L / q, of which size has a share."""
    rows = []
    for p, q, share in product(START_RATIOS, START_POWERS, START_SHARES):
        S = ln_loss / q
        rows.append((S + np.log(share), S + np.log(1.0 - share), p, q))
    return np.array(rows)


def uncentred(theta: Array, ln_N: float, ln_D: float) -> Array:
    """(u, v, p, q) about the means → (α_N, α_D, N_c, D_c)."""
    u, v, p, q = columns(theta)
    with np.errstate(over="ignore"):
        return np.stack([p * q, q, np.exp(ln_N + u / p), np.exp(ln_D + v)], -1)


def bound_warnings(coefficients: Array) -> tuple[str, ...]:
    """An exponent at zero has a narrow interval and says nothing: tell it."""
    found = zip(NAMES, coefficients[:2], strict=False)
    names = [name for name, value in found if value < NOT_IDENTIFIED]
    told = f"{' and '.join(names)} went to zero: these runs do not identify it, nor the best size and data."
    return (told,) if names else ()


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L(N, D) at D = C / 6N."""
    alpha_N, alpha_D, N_c, D_c = columns(theta)
    z_size, z_data = alpha_N / alpha_D * np.log(N_c / N), np.log(D_c * 6.0 * N / C)
    return np.asarray(np.exp(alpha_D * np.logaddexp(z_size, z_data)), dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """Where p (N_c/N)^p = D_c/D, which is where the slope of the sum over ln N at fixed N D = C/6 is zero:
    N* = (p N_c^p C / 6 D_c)^(1/(1+p))."""
    alpha_N, alpha_D, N_c, D_c = columns(theta)
    p = alpha_N / alpha_D
    N = np.exp((np.log(p) + p * np.log(N_c) + np.log(C / 6.0) - np.log(D_c)) / (1.0 + p))
    return N, C / (6.0 * N)


def exponents(theta: Array) -> tuple[Array, Array]:
    """a = 1/(1 + p) = α_D/(α_N + α_D) and b = α_N/(α_N + α_D)."""
    alpha_N, alpha_D, *_ = columns(theta)
    return alpha_D / (alpha_N + alpha_D), alpha_N / (alpha_N + alpha_D)


SIZE_AND_DATA = Form(NAMES, partial(estimate_posed, pose), loss, optimum, exponents, pose=pose)
