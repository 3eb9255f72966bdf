"""Which runs spent one budget or have one size, and how the lowest loss falls from one budget to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.table import Array, Table
from foretell.nouns import Minimum

BANDWIDTH = 0.06  # of ln C: steps are whole numbers, so runs of one budget differ by 1-2 %; figure-read ones by 5 %
MIN_SIZES = 3
ONE_SIZE = 0.01  # of ln N: a size read off a figure, or counted by another, is the same within 1 %


def budgets(table: Table) -> list[NDArray[np.intp]]:
    """The rows of each budget, smallest budget first: rows around one peak of the density of ln C."""
    x = np.log(table.flops)
    order = np.argsort(x, kind="stable")
    group = np.searchsorted(_valleys(x), x)
    return [order[group[order] == g] for g in np.unique(group)]


def sizes(params: Array) -> NDArray[np.intp]:
    """The size that each row [n] has, as a number from 0 (the smallest): what is within 1 % of the first is one."""
    x = np.log(params)
    rising = np.sort(x)
    first = [rising[0]]
    while (after := np.searchsorted(rising, first[-1] + ONE_SIZE, side="right")) < len(rising):
        first.append(rising[after])
    return np.searchsorted(first, x, side="right") - 1


def _valleys(x: Array) -> Array:
    """Where a Gaussian kernel density of x has its local minima, flat ones by their middle."""
    step = BANDWIDTH / 4.0
    edges = np.arange(x.min() - 6 * BANDWIDTH, x.max() + 6 * BANDWIDTH + step, step)
    counts = np.histogram(x, edges)[0].astype(np.float64)
    kernel = np.exp(-0.5 * (np.arange(-20, 21) * step / BANDWIDTH) ** 2)
    density = np.convolve(counts, kernel, mode="same")
    change = np.sign(np.diff(density))
    moving = np.flatnonzero(change)
    turns = np.flatnonzero((change[moving[:-1]] < 0) & (change[moving[1:]] > 0))
    return np.asarray((edges[moving[turns] + 1] + edges[moving[turns + 1] + 1]) / 2.0, dtype=np.float64)


def lowest(table: Table) -> tuple[Minimum, ...]:
    """The lowest cell of every budget that has at least three sizes."""
    cells = []
    for rows in budgets(table):
        distinct = np.unique(table.params[rows])
        if len(distinct) < MIN_SIZES:
            continue
        best = rows[np.argmin(table.loss[rows])]
        cells.append(
            Minimum(
                flops=float(np.exp(np.log(table.flops[rows]).mean())),
                params=float(table.params[best]),
                tokens=float(table.tokens[best]),
                loss=float(table.loss[best]),
                runs=len(rows),
                interior=bool(distinct[0] < table.params[best] < distinct[-1]),
            )
        )
    return tuple(cells)


def falls(table: Table) -> tuple[float, ...]:
    """Percent falls 100 ln(L / L′) of the lowest loss from each budget to the next."""
    return falls_between(lowest(table))


def falls_between(minima: Sequence[Minimum]) -> tuple[float, ...]:
    """Percent falls 100 ln(L / L′) from each minimum to the next."""
    return tuple(100.0 * float(np.log(m.loss / n.loss)) for m, n in pairwise(minima))
