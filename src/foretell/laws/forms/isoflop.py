"""IsoFLOP profiles: the size of lowest loss at each budget, then power laws through these minima.

Hoffmann et al. 2022 (arXiv 2203.15556), §3.2 ("approach 2"). How a minimum is found is told in `minima.py`. Between the
minima the law is ln L = a − b ln C + k (ln N − n₀ − g ln C)², with the median curvature k of the budgets;
ln D* = d₀ + h ln C. Each minimum counts by its inverse variance (as in Porian et al. 2024): that of its noisy
copies, and that of not knowing where between two sizes it lies. Those whose lowest run is the smallest or the largest
size of its budget are left out.
Shapes: B draws, G budgets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import Estimate, Fit, Form, columns
from foretell.laws.optima.minima import OPENS_UP, Curve, Way, curve, noisy_copies, way_for
from foretell.laws.optima.minima_doubts import doubts
from foretell.laws.optima.power_law import line
from foretell.laws.tables.budgets import MIN_SIZES, budgets
from foretell.laws.tables.design import check_budgets, check_rows, span_warning
from foretell.laws.tables.table import Array, Table
from foretell.nouns import Minimum

MIN_ROWS = 6
LEAST_COPIES = 100  # by which the minima are weighed, however few draws are wanted


@dataclass(frozen=True)
class Minima:
    """One row a draw, one column a budget: logs of N*, D* and L at the minima, and curvatures, [1 + B, G]. `ln_C` [G].
    `spacing` [G]: between the sizes of a budget, in ln N. `interior` [G]: whether the runs themselves have their
    lowest, and the curve through them its minimum, inside these sizes."""

    ln_C: Array
    ln_N: Array
    ln_D: Array
    ln_L: Array
    k: Array
    spacing: Array
    interior: NDArray[np.bool_]


def minima(curves: list[Curve], copies: list[Array], way: Way) -> Minima:
    """The minima of every budget: of the runs themselves in the first row, then of their copies."""
    found = [way(each.x, y) for each, y in zip(curves, copies, strict=True)]
    ln_C, ln_ND = np.array([(each.ln_C, each.ln_ND) for each in curves]).T
    ln_N, ln_L, k = (np.stack(each, -1) for each in zip(*((b.ln_N, b.ln_L, b.k) for b in found), strict=True))
    spacing = np.array([float(np.diff(each.x).mean()) for each in curves])
    return Minima(ln_C, ln_N, ln_ND - ln_N, ln_L, k, spacing, np.array([bool(bottom.interior[0]) for bottom in found]))


def power_laws(found: Minima) -> Array:
    """Rows of (a, b, k, n₀, g, d₀, h): straight lines through the minima of the interior budgets, [1 + B, 7]."""
    inside = found.interior
    c, ln_N, ln_D, ln_L = found.ln_C[inside], found.ln_N[:, inside], found.ln_D[:, inside], found.ln_L[:, inside]
    sd = np.hypot(ln_N[1:].std(axis=0), found.spacing[inside] / np.sqrt(12.0))
    (minus_b, a), (g, n0), (h, d0) = line(c, ln_L), line(c, ln_N, sd), line(c, ln_D, sd)
    k = np.maximum(np.median(found.k[:, inside], axis=-1), 0.0)
    return np.stack([a, -minus_b, k, n0, g, d0, h], -1)


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """Power laws through the interior minima.

    Raises ValueError, naming the budgets and what to add, where fewer than two of them have their minimum inside
    their sizes.
    """
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    every = [curve(table, rows) for rows in budgets(table)]
    curves = [each for each in every if len(each.x) >= MIN_SIZES]
    if len(curves) < 2:
        raise ValueError(
            f"{spec.form} needs two budgets of at least {MIN_SIZES} sizes, and there are {len(curves)} of "
            f"{len(every)}: add sizes at the same FLOPs."
        )
    way, *missed = way_for(curves)
    copies = noisy_copies(curves, way, max(draws, LEAST_COPIES), spec.seed)
    found = minima(curves, copies, way)
    if found.interior.sum() < 2:
        raise ValueError(_nothing_inside(curves, found, spec.form))
    theta = power_laws(found)
    excluded, warnings = _left_out(every, curves, found)
    bottoms = tuple(_minimum(found, i, each.runs) for i, each in enumerate(curves))
    inside = np.flatnonzero(found.interior)
    doubted = doubts([curves[i] for i in inside], [copies[i] for i in inside], way, (missed[0], missed[1]))
    told = (*warnings, *doubted, *span_warning(table, spec.form))
    runs = len(table) - sum(excluded.values())
    return Estimate(theta[0], theta[1 : draws + 1], _misfit(found, theta[0]), runs, excluded, bottoms, told)


def _minimum(found: Minima, i: int, runs: int) -> Minimum:
    logs = (found.ln_C[i], found.ln_N[0, i], found.ln_D[0, i], found.ln_L[0, i])
    flops, params, tokens, loss = (float(np.exp(value)) for value in logs)
    inside = bool(found.interior[i])
    return Minimum(flops=flops, params=params, tokens=tokens, loss=loss, runs=runs, interior=inside)


def _misfit(found: Minima, theta: Array) -> float:
    """Mean squared distance of ln L at the interior minima from the power law."""
    kept = found.interior
    return float(np.mean((found.ln_L[0] - theta[0] + theta[1] * found.ln_C)[kept] ** 2))


def _nothing_inside(curves: list[Curve], found: Minima, form: str) -> str:
    """Which budgets still fall at which edge, and so where sizes are missing."""
    sides = [_side(each, float(at), float(k)) for each, at, k in zip(curves, found.ln_N[0], found.k[0], strict=True)]
    smallest, largest = (
        [f"{np.exp(each.ln_C):.3g}" for each, side in zip(curves, sides, strict=True) if side == edge]
        for edge in (-1, 1)
    )
    add = [f"smaller sizes at {', '.join(smallest)} FLOPs"] if smallest else []
    add += [f"larger sizes at {', '.join(largest)} FLOPs"] if largest else []
    return (
        f"Only {int(found.interior.sum())} of {len(curves)} budgets have their minimum inside their sizes, "
        f"and {form} needs two: add {' and '.join(add) or 'runs, for the curves are no valleys'}."
    )


def _side(curve: Curve, ln_N: float, k: float) -> int:
    """At which edge a budget still falls: −1 at its smallest size, 1 at its largest, 0 at neither."""
    last, lowest = len(curve.x) - 1, int(curve.y.argmin())
    if lowest in (0, last):
        return 1 if lowest else -1
    beyond = int(ln_N > curve.x[-1]) - int(ln_N < curve.x[0])
    return beyond if k > OPENS_UP else 0


def _left_out(every: list[Curve], curves: list[Curve], found: Minima) -> tuple[dict[str, int], tuple[str, ...]]:
    """Runs of the budgets that gave no minimum, by reason, and a sentence on them."""
    runs = np.array([each.runs for each in curves])
    downward = ~found.interior & (found.k[0] <= OPENS_UP)
    edge = ~found.interior & ~downward
    excluded = {
        "budget_of_few_sizes": sum(each.runs for each in every) - int(runs.sum()),
        "minimum_at_edge": int(runs[edge].sum()),
        "parabola_opens_downward": int(runs[downward].sum()),
    }
    lost = int((edge | downward).sum())
    note = f"{lost} of {len(curves)} budgets have no minimum inside their sizes and were left out of the power laws."
    return {reason: n for reason, n in excluded.items() if n}, (note,) if lost else ()


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


NAMES = ("a", "b", "k", "n0", "g", "d0", "h")
ISOFLOP = Form(NAMES, estimate, loss, optimum, exponents)
