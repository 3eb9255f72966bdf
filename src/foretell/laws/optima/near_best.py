"""The best learning rate and batch of each size and data, from a grid of runs: the bottom of a smooth surface.

The lowest run of a cell (one size, one number of tokens) lies on the grid and is the luckiest of several near it. So a
square surface of ln L over ln(rate) and ln(batch) is laid through the runs that are nearly as good, each by how
likely noise alone puts it above the lowest, and its bottom is the answer (Li et al. 2025, arXiv 2503.04715, take all
runs near the lowest for the same reason). What a step away from the bottom costs, the other setting at its best for it,
says how much that answer weighs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import RUN_NOISE
from foretell.laws.tables.budgets import sizes
from foretell.laws.tables.table import Array, Table, column

NEARLY = 3.0 * RUN_NOISE  # of ln L above the lowest, where a run counts for a hundredth
LEAST_RUNS = 7  # a surface has six coefficients


@dataclass(frozen=True)
class Bottoms:
    """One row a cell, G of them: `rows` [G] of its lowest run, ln(rate) and ln(batch) at the bottom, and the curvature
    of ln L over each. `excluded` counts the runs of the other cells, by reason."""

    rows: NDArray[np.intp]
    ln_rate: Array
    ln_batch: Array
    rate_curvature: Array
    batch_curvature: Array
    excluded: dict[str, int]


def bottoms(table: Table) -> Bottoms:
    """The bottom of every cell that has one among its runs.

    Raises ValueError where the table has no columns learning_rate and batch_tokens. Runs without either are left out.
    """
    rate, batch = column(table, "learning_rate"), column(table, "batch_tokens")
    told = np.isfinite(rate) & (rate > 0.0) & np.isfinite(batch) & (batch > 0.0)
    excluded = {"no_learning_rate_or_batch": int((~told).sum())}
    found: list[tuple[int, Array]] = []
    for rows in _cells(table, np.flatnonzero(told)):
        y = np.log(table.loss[rows])
        near = rows[y <= y.min() + NEARLY]
        bottom = _bottom(np.log(rate[near]), np.log(batch[near]), np.log(table.loss[near]))
        if isinstance(bottom, str):
            excluded[bottom] = excluded.get(bottom, 0) + len(rows)
        else:
            found.append((int(rows[np.argmin(y)]), bottom))
    ln_rate, ln_batch, of_rate, of_batch = np.array([bottom for _, bottom in found]).reshape(-1, 4).T
    counted = {reason: n for reason, n in sorted(excluded.items()) if n}
    lowest = np.array([row for row, _ in found], dtype=np.intp)
    return Bottoms(lowest, ln_rate, ln_batch, of_rate, of_batch, counted)


def _cells(table: Table, rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    if not len(rows):
        return []
    cell = sizes(table.params[rows]) * len(rows) + sizes(table.tokens[rows])
    order = np.argsort(cell, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(cell[order])) + 1)


def _bottom(x: Array, b: Array, y: Array) -> Array | str:
    """(ln rate, ln batch, both curvatures) at the bottom of the surface through y [n] over x, b [n]; else why not."""
    if min(len(np.unique(np.round(each, 3))) for each in (x, b)) < 3 or len(x) < LEAST_RUNS:
        return "cell_of_few_near_best"
    u, v = x - x.mean(), b - b.mean()
    square = np.stack([np.ones_like(u), u, v, u * u / 2, u * v, v * v / 2], -1)
    root = np.exp(-(((y - y.min()) / RUN_NOISE) ** 2) / 4.0)  # of a normal's weight
    _, slope_u, slope_v, uu, uv, vv = np.linalg.lstsq(square * root[:, None], y * root, rcond=None)[0]
    H = np.array([[uu, uv], [uv, vv]])
    if not (uu > 0.0 and np.linalg.det(H) > 0.0):
        return "cell_without_a_bottom"
    at_u, at_v = -np.linalg.solve(H, [slope_u, slope_v])
    if not (u.min() <= at_u <= u.max() and v.min() <= at_v <= v.max()):
        return "bottom_outside_the_near_best"
    return np.array([x.mean() + at_u, b.mean() + at_v, uu - uv**2 / vv, vv - uv**2 / uu])
