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

from foretell.laws.budgets import MIN_SIZES, budgets
from foretell.laws.design import check_budgets, check_rows
from foretell.laws.form import Estimate, Fit, Form, columns
from foretell.laws.table import Array, Table
from foretell.nouns import Minimum

MIN_ROWS = 6
ROBUST_SIZES = 5


@dataclass(frozen=True)
class Profiles:
    """One row a draw, one column a budget: logs of C, N*, D* and L at the minima, curvatures, and whether each
    parabola has its minimum inside the sizes of its budget. Shapes [G] for ln_C, else [B, G]."""

    ln_C: Array
    ln_N: Array
    ln_D: Array
    ln_L: Array
    k: Array
    interior: NDArray[np.bool_]


def profiles(table: Table, groups: list[NDArray[np.intp]], weights: Array) -> Profiles:
    """The parabolas of every budget for every draw's weights [B, n]."""
    rows = [_parabola(table, rows, weights[:, rows]) for rows in groups]
    ln_C = np.array([np.log(table.flops[rows]).mean() for rows in groups])
    ln_N, ln_D, ln_L, k, interior = (np.stack(column, -1) for column in zip(*rows, strict=True))
    return Profiles(ln_C, ln_N, ln_D, ln_L, k, interior > 0.0)


def _parabola(table: Table, rows: NDArray[np.intp], weights: Array) -> tuple[Array, ...]:
    """Weighted least squares of ln L on 1, x, x² about the middle size: ln N*, ln D*, ln L, curvature, interior."""
    ln_N = np.log(table.params[rows])
    x = ln_N - ln_N.mean()
    X = np.stack([np.ones_like(x), x, x * x], -1)
    normal = np.einsum("ni,bn,nj->bij", X, weights, X) + 1e-12 * np.eye(3)
    right = np.einsum("ni,bn,n->bi", X, weights, np.log(table.loss[rows]))
    level, slope, k = columns(np.linalg.solve(normal, right[..., None])[..., 0])
    opens_up = k > 1e-9
    at = np.where(opens_up, -slope / (2.0 * np.where(opens_up, k, 1.0)), np.inf)
    interior = (at > x.min()) & (at < x.max())
    at = np.clip(at, x.min(), x.max())
    ln_ND = np.log(table.params[rows] * table.tokens[rows]).mean()
    ln_best = ln_N.mean() + at
    return ln_best, ln_ND - ln_best, level + slope * at + k * at * at, k, interior * 1.0


def power_laws(found: Profiles) -> Array:
    """Rows of (a, b, k, n₀, g, d₀, h): straight lines through the interior minima; NaN where fewer than two."""
    w = found.interior * 1.0
    count = w.sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        c = (w * found.ln_C).sum(-1) / count
        spread = (w * (found.ln_C - c[:, None]) ** 2).sum(-1)
        lines = []
        for y in (found.ln_L, found.ln_N, found.ln_D):
            slope = (w * (found.ln_C - c[:, None]) * y).sum(-1) / spread
            lines += [(w * y).sum(-1) / count - slope * c, slope]
        curved = np.where(found.interior, found.k, np.nan)
        k = np.array([np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in curved])
    a, minus_b, n0, g, d0, h = lines
    theta = np.stack([a, -minus_b, k, n0, g, d0, h], -1)
    return np.where((count >= 2)[:, None], theta, np.nan)


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """Power laws through the interior minima; each draw weighs the runs at random (Bayesian bootstrap), which unlike
    whole resamples leaves no budget with too few sizes for a parabola."""
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    every = budgets(table)
    groups = [rows for rows in every if len(np.unique(table.params[rows])) >= MIN_SIZES]
    if len(groups) < 2:
        raise ValueError(f"{spec.form} needs two budgets of at least {MIN_SIZES} sizes; there are {len(groups)}.")
    weights = np.random.default_rng(spec.seed).exponential(size=(draws, len(table)))
    found = profiles(table, groups, np.vstack([np.ones(len(table)), weights]))
    theta = power_laws(found)
    if np.isnan(theta[0]).any():
        raise ValueError(
            f"Only {int(found.interior[0].sum())} of {len(groups)} budgets have their lowest loss inside their sizes, "
            f"and {spec.form} needs two: add smaller or larger sizes on the side where loss still falls."
        )
    drawn = theta[1:][np.isfinite(theta[1:]).all(-1)]
    excluded, warnings = _left_out(every, groups, found)
    minima = tuple(_minimum(found, i, len(rows)) for i, rows in enumerate(groups))
    runs = len(table) - sum(excluded.values())
    return Estimate(
        theta[0], drawn, _misfit(found, theta[0]), runs, excluded, minima, (*warnings, *_thin(table, groups))
    )


def _minimum(found: Profiles, i: int, runs: int) -> Minimum:
    logs = (found.ln_C[i], found.ln_N[0, i], found.ln_D[0, i], found.ln_L[0, i])
    flops, params, tokens, loss = (float(np.exp(value)) for value in logs)
    inside = bool(found.interior[0, i])
    return Minimum(flops=flops, params=params, tokens=tokens, loss=loss, runs=runs, interior=inside)


def _misfit(found: Profiles, theta: Array) -> float:
    """Mean squared distance of ln L at the interior minima from the power law."""
    kept = found.interior[0]
    return float(np.mean((found.ln_L[0] - theta[0] + theta[1] * found.ln_C)[kept] ** 2))


def _left_out(
    every: list[NDArray[np.intp]], groups: list[NDArray[np.intp]], found: Profiles
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Runs of the budgets that gave no minimum, by reason, and a sentence on them."""
    runs = np.array([len(rows) for rows in groups])
    downward = ~found.interior[0] & (found.k[0] <= 1e-9)
    edge = ~found.interior[0] & ~downward
    excluded = {
        "budget_of_few_sizes": sum(map(len, every)) - int(runs.sum()),
        "minimum_at_edge": int(runs[edge].sum()),
        "parabola_opens_downward": int(runs[downward].sum()),
    }
    lost = int((edge | downward).sum())
    note = f"{lost} of {len(groups)} budgets have no minimum inside their sizes and were left out of the power laws."
    return {reason: n for reason, n in excluded.items() if n}, (note,) if lost else ()


def _thin(table: Table, groups: list[NDArray[np.intp]]) -> tuple[str, ...]:
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
