"""IsoFLOP profiles: a parabola of ln L over ln N for each budget, then power laws through the minima.

Hoffmann et al. 2022 (arXiv 2203.15556), §3.2 ("approach 2"). Between the minima the law is
ln L = a − b ln C + k (ln N − n₀ − g ln C)², with the median curvature k of the budgets; ln D* = d₀ + h ln C.
Parabolas are biased where a grid lies off-centre or α ≠ β (Czech et al. 2026), so a minimum at the edge of its grid is
left out. Shapes: B draws, G budgets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import RUN_NOISE, Estimate, Fit, Form, columns
from foretell.laws.tables.budgets import MIN_SIZES, budgets
from foretell.laws.tables.design import check_budgets, check_rows, span_warning
from foretell.laws.tables.table import Array, Table
from foretell.nouns import Minimum

MIN_ROWS = 6
ROBUST_SIZES = 5
REACH = 2.0  # in ln N: e² is far enough outside a grid to say that a minimum is not known


@dataclass(frozen=True)
class Profiles:
    """One row a draw, one column a budget: logs of N*, D* and L at the minima, and curvatures, [B, G]. `ln_C` [G].
    `interior` [G]: whether the runs themselves put the minimum inside the sizes of the budget."""

    ln_C: Array
    ln_N: Array
    ln_D: Array
    ln_L: Array
    k: Array
    interior: NDArray[np.bool_]


def profiles(table: Table, groups: list[NDArray[np.intp]], draws: int, seed: int) -> Profiles:
    """The parabolas of every budget: of the runs themselves in the first row, then of `draws` noisy copies.

    A copy is the fitted curve plus normal noise, whose variance is itself drawn from what the residuals allow
    (SSR / χ² of all degrees of freedom): five points about a parabola of three coefficients look less noisy than
    they are, and resampling them would give intervals that are far too narrow.
    """
    random = np.random.default_rng(seed)
    designs = [_design(np.log(table.params[rows])) for rows in groups]
    fits = [X @ np.linalg.pinv(X) @ np.log(table.loss[rows]) for X, rows in zip(designs, groups, strict=True)]
    sd = _noise(table, groups, fits, draws, random)
    found = []
    for X, rows, fit in zip(designs, groups, fits, strict=True):
        copies = fit + sd[:, None] * random.normal(size=(draws, len(rows)))
        found.append(_parabola(table, rows, X, np.vstack([np.log(table.loss[rows]), copies])))
    ln_C = np.array([np.log(table.flops[rows]).mean() for rows in groups])
    ln_N, ln_D, ln_L, k, interior = (np.stack(column, -1) for column in zip(*found, strict=True))
    return Profiles(ln_C, ln_N, ln_D, ln_L, k, interior[0] > 0.0)


def _design(ln_N: Array) -> Array:
    """Columns 1, x, x² with x = ln N about the middle size, [n, 3]."""
    x = ln_N - ln_N.mean()
    return np.stack([np.ones_like(x), x, x * x], -1)


def _noise(
    table: Table, groups: list[NDArray[np.intp]], fits: list[Array], draws: int, random: np.random.Generator
) -> Array:
    """Standard deviations of ln L about the parabolas, one a draw, [B]; RUN_NOISE where no residual is left."""
    freedom = sum(len(rows) - 3 for rows in groups)
    if freedom == 0:
        return np.full(draws, RUN_NOISE)
    ssr = sum(float(((np.log(table.loss[rows]) - fit) ** 2).sum()) for rows, fit in zip(groups, fits, strict=True))
    return np.sqrt(ssr / random.chisquare(freedom, size=draws))


def _parabola(table: Table, rows: NDArray[np.intp], X: Array, ln_loss: Array) -> tuple[Array, ...]:
    """Least squares of each row of ln L [B, n]: ln N*, ln D*, ln L at the minimum, curvature, interior, each [B].

    A minimum outside the sizes is kept up to `REACH` beyond them, and a parabola that opens downward sends it there
    on the side where loss falls, so that an ill-determined budget widens the interval and does not drop out of it.
    """
    level, slope, k = columns(ln_loss @ np.linalg.pinv(X).T)
    x, opens_up = X[:, 1], k > 1e-9
    at = np.where(opens_up, -slope / (2.0 * np.where(opens_up, k, 1.0)), np.copysign(np.inf, -slope))
    interior = opens_up & (at > x.min()) & (at < x.max())
    bottom = np.clip(at, x.min(), x.max())
    ln_L = level + slope * bottom + k * bottom * bottom
    ln_best = np.log(table.params[rows]).mean() + np.clip(at, x.min() - REACH, x.max() + REACH)
    ln_ND = np.log(table.params[rows] * table.tokens[rows]).mean()
    return ln_best, ln_ND - ln_best, ln_L, k, interior * 1.0


def power_laws(found: Profiles) -> Array:
    """Rows of (a, b, k, n₀, g, d₀, h): straight lines through the minima of the interior budgets, [B, 7]."""
    inside = found.interior
    c = found.ln_C[inside]
    line = np.linalg.pinv(np.stack([np.ones_like(c), c], -1))
    (a, minus_b), (n0, g), (d0, h) = (columns(y[:, inside] @ line.T) for y in (found.ln_L, found.ln_N, found.ln_D))
    k = np.maximum(np.median(found.k[:, inside], axis=-1), 0.0)
    return np.stack([a, -minus_b, k, n0, g, d0, h], -1)


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """Power laws through the interior minima."""
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    every = budgets(table)
    groups = [rows for rows in every if len(np.unique(table.params[rows])) >= MIN_SIZES]
    if len(groups) < 2:
        raise ValueError(f"{spec.form} needs two budgets of at least {MIN_SIZES} sizes; there are {len(groups)}.")
    found = profiles(table, groups, draws, spec.seed)
    if found.interior.sum() < 2:
        raise ValueError(
            f"Only {int(found.interior.sum())} of {len(groups)} budgets have their lowest loss inside their sizes, "
            f"and {spec.form} needs two: add smaller or larger sizes on the side where loss still falls."
        )
    theta = power_laws(found)
    excluded, warnings = _left_out(every, groups, found)
    minima = tuple(_minimum(found, i, len(rows)) for i, rows in enumerate(groups))
    runs, misfit = len(table) - sum(excluded.values()), _misfit(found, theta[0])
    told = (*warnings, *_thin(table, groups), *span_warning(table, spec.form))
    return Estimate(theta[0], theta[1:], misfit, runs, excluded, minima, told)


def _minimum(found: Profiles, i: int, runs: int) -> Minimum:
    logs = (found.ln_C[i], found.ln_N[0, i], found.ln_D[0, i], found.ln_L[0, i])
    flops, params, tokens, loss = (float(np.exp(value)) for value in logs)
    inside = bool(found.interior[i])
    return Minimum(flops=flops, params=params, tokens=tokens, loss=loss, runs=runs, interior=inside)


def _misfit(found: Profiles, theta: Array) -> float:
    """Mean squared distance of ln L at the interior minima from the power law."""
    kept = found.interior
    return float(np.mean((found.ln_L[0] - theta[0] + theta[1] * found.ln_C)[kept] ** 2))


def _left_out(
    every: list[NDArray[np.intp]], groups: list[NDArray[np.intp]], found: Profiles
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Runs of the budgets that gave no minimum, by reason, and a sentence on them."""
    runs = np.array([len(rows) for rows in groups])
    downward = ~found.interior & (found.k[0] <= 1e-9)
    edge = ~found.interior & ~downward
    excluded = {
        "budget_of_few_sizes": sum(map(len, every)) - int(runs.sum()),
        "minimum_at_edge": int(runs[edge].sum()),
        "parabola_opens_downward": int(runs[downward].sum()),
    }
    lost = int((edge | downward).sum())
    note = f"{lost} of {len(groups)} budgets have no minimum inside their sizes and were left out of the power laws."
    return {reason: n for reason, n in excluded.items() if n}, (note,) if lost else ()


def _thin(table: Table, groups: list[NDArray[np.intp]]) -> tuple[str, ...]:
    if all(len(rows) == 3 for rows in groups):
        return (f"Every budget has three sizes, so the runs do not tell their noise; {RUN_NOISE:.1%} was assumed.",)
    thin = sum(len(np.unique(table.params[rows])) < ROBUST_SIZES for rows in groups)
    note = f"{thin} of {len(groups)} budgets have fewer than {ROBUST_SIZES} sizes: a parabola's minimum is rough there."
    return (note,) if thin else ()


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L at C and N."""
    a, b, k, n0, g, *_ = columns(theta)
    m = np.log(N) - n0 - g * np.log(C)
    return np.asarray(np.exp(a - b * np.log(C) + k * m**2), dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """ln N* = n₀ + g ln C, ln D* = d₀ + h ln C."""
    _, _, _, n0, g, d0, h = columns(theta)
    return np.exp(n0 + g * np.log(C)), np.exp(d0 + h * np.log(C))


def exponents(theta: Array) -> tuple[Array, Array]:
    """g and h."""
    return columns(theta)[4], columns(theta)[6]


ISOFLOP = Form(("a", "b", "k", "n0", "g", "d0", "h"), estimate, loss, optimum, exponents)
