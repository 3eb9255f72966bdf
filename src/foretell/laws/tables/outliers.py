"""A run whose loss lies far from what the runs around it in N and D say: a slip of the pen, or a run that broke."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.table import Array, Table

FAR_SD, FAR_LN = 10.0, float(np.log(1.3))  # robust standard deviations of ln L, and a factor: both must be passed
LEAST_SD = 0.001  # where the surface goes through most runs
MIN_ROWS = 5
NEIGHBOURS = 4
ROWS_A_TERM = 3  # so that no run can bend the surface to itself
ROUNDS = 30
MAX_TOLD = 3
LONE_FACTOR, LONE_SHARE = 30.0, 0.1  # in seven public tables the widest gap between sizes, or numbers of tokens, is 7.5
NORMAL_MAD = 1.4826  # the standard deviation of a normal law is so many times its median absolute deviation


def outliers(table: Table) -> tuple[NDArray[np.intp], Array]:
    """The rows that lie far from a smooth surface of ln L over (ln N, ln D) through the others, and L over it there.

    The surface is of the second degree where there are rows enough, and minimises Σ |r|, so that one run cannot draw
    it to itself. At the table's rim it may bend away from the runs: one that is like its nearest neighbours is not far.
    """
    if len(table) < MIN_ROWS:
        return np.array([], dtype=np.intp), np.array([])
    x, y, z = _standard(np.log(table.params)), _standard(np.log(table.tokens)), np.log(table.loss)
    r = _residuals(x, y, z)
    sd = max(NORMAL_MAD * float(np.median(np.abs(r))), LEAST_SD)
    far = np.flatnonzero(np.abs(r) > max(FAR_SD * sd, FAR_LN))
    rows = np.array([i for i in far if abs(z[i] - _around(i, x, y, z)) > FAR_LN], dtype=np.intp)
    return rows, np.exp(r[rows])


def _around(i: np.intp, x: Array, y: Array, z: Array) -> float:
    """The median of z over the runs nearest to run i."""
    distance = np.hypot(x - x[i], y - y[i])
    distance[i] = np.inf
    nearest = np.argsort(distance, kind="stable")[:NEIGHBOURS]
    return float(np.median(z[nearest]))


def lone_warning(table: Table) -> tuple[str, ...]:
    """What to say of a few runs whose N or D is far from those of all the others: in another unit, for instance."""
    if len(table) < MIN_ROWS:
        return ()
    return tuple(
        f"{what} {value:.4g} stands alone: most runs lie beyond a gap of a factor of {gap:.3g}. Is it in another unit, "
        "or a slip? Such a run decides an exponent by itself."
        for what, column in (("N", table.params), ("D", table.tokens))
        for value, gap in _lone(column)
    )


def _lone(column: Array) -> list[tuple[float, float]]:
    """At either end of a column the value that a wide gap parts from most others, and how wide the gap is."""
    x = np.sort(column)
    few, wide = max(1, int(LONE_SHARE * len(x))), x[1:] / x[:-1]
    gaps = np.flatnonzero(wide > LONE_FACTOR)
    low, high = gaps[gaps < few], gaps[gaps >= len(x) - 1 - few]
    ends = [(x[i], wide[i]) for i in low[-1:]] + [(x[i + 1], wide[i]) for i in high[:1]]
    return [(float(value), float(gap)) for value, gap in ends]


def outlier_warning(table: Table) -> tuple[str, ...]:
    """What to say of runs that lie far off: which, and by how much."""
    rows, ratios = outliers(table)
    if not len(rows):
        return ()
    worst = np.argsort(-np.abs(np.log(ratios)), kind="stable")[:MAX_TOLD]
    told = [
        f"N {table.params[i]:.4g}, D {table.tokens[i]:.4g}, loss {table.loss[i]:.4g} is {ratio:.3g} ×"
        for i, ratio in zip(rows[worst], ratios[worst], strict=True)
    ]
    of = "1 run is" if len(rows) == 1 else f"{len(rows)} runs are"
    more = f" ({MAX_TOLD} told)" if len(rows) > MAX_TOLD else ""
    return (
        f"{of} far from the others: {'; '.join(told)} what runs about it say{more}. Nothing was dropped for that: "
        "is it a slip, a run that broke, or text seen too often? Then mend the table.",
    )


def _residuals(x: Array, y: Array, z: Array) -> Array:
    """z less the least-absolute-deviations surface over x and y, by reweighted least squares."""
    terms = [np.ones_like(x), x, y, x * x, x * y, y * y]
    X = np.stack(terms[: max(1, min(len(terms), len(z) // ROWS_A_TERM))], -1)
    r = z - np.median(z)
    for _ in range(ROUNDS):
        w = 1.0 / np.sqrt(np.maximum(np.abs(r), LEAST_SD))
        beta, *_ = np.linalg.lstsq(X * w[:, None], z * w, rcond=1e-9)
        r = z - X @ beta
    return r


def _standard(column: Array) -> Array:
    """About zero and of width one; of a single value, zero."""
    width = float(column.std())
    return np.asarray((column - column.mean()) / width if width > 0.0 else np.zeros_like(column))
