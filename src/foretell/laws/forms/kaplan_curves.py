"""Kaplan's laws of one variable: L = (X_c/X)^α for size, data, compute and the least compute.

Kaplan et al. 2020 (arXiv 2001.08361), eq. 1.1 to 1.3. Each is of the runs that nothing but that variable holds back: of
the rows of one X the lowest loss counts (the most data of a size, the largest model on a number of tokens, the best
size of a budget), and only where no row of less X has a lower loss still. They have no floor: over many decades, or
near the entropy of text, a straight line must miss the bend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Posed, PowerSum, huber, term
from foretell.laws.form import CurveForm, Fit
from foretell.laws.form import columns as coefficients
from foretell.laws.tables.budgets import budgets, sizes
from foretell.laws.tables.table import Array, Table, column

MIN_ROWS = 3
STILL_FALLING = 0.01  # of ln L, over the last doubling of data
HALF = 0.51  # of the data: budgets are met in whole steps
START_EXPONENTS = (0.02, 0.1, 0.6, 2.5)


def pose(table: Table, spec: Fit, variable: str, exponent: str) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over theta = (u, α), ln L̂ = u − α (ln X − its mean), on the frontier over X.

    Raises ValueError for a column that is no positive number, and for fewer than three values of X on the frontier.
    """
    rows, excluded = frontier(table, positive(table, variable), variable)
    if len(rows) < MIN_ROWS:
        raise ValueError(
            f"{spec.form} needs at least {MIN_ROWS} values of {variable}, each with a lower loss than all smaller ones "
            f"have, and these {len(table)} runs have {len(rows)}: add runs of other {variable}."
        )
    x, y = np.log(column(table, variable)[rows]), np.log(table.loss[rows])
    centre = float(x.mean())
    return Posed(
        residuals=PowerSum((term((0, 1), 1.0, centre - x, rows=len(x)),), y, parameters=2, positive=(1,)),
        penalty=huber(spec.delta),
        starts=np.array([(float(np.median(y)), alpha) for alpha in START_EXPONENTS]),
        told=lambda theta: scaled(theta, centre),
        rows=rows,
        profiled={exponent: (1, np.asarray)},
        excluded=excluded,
        warn=lambda best: still_falling(table, rows) if variable == "params" else (),
    )


def scaled(theta: Array, centre: float) -> Array:
    """(u, α) about the centre → (α, X_c)."""
    u, alpha = coefficients(theta)
    with np.errstate(over="ignore"):
        return np.stack([alpha, np.exp(centre + u / alpha)], -1)


def frontier(table: Table, X: Array, variable: str) -> tuple[NDArray[np.intp], dict[str, int]]:
    """The rows of the lowest loss of each X where no smaller X has as low a one, and how many others, by reason."""
    lowest = [int(rows[np.argmin(table.loss[rows])]) for rows in _groups(table, X, variable)]
    kept: list[int] = []
    for row in lowest:
        if not kept or table.loss[row] < table.loss[kept[-1]]:
            kept.append(row)
    counts = {
        f"not_lowest_of_its_{variable}": len(table) - len(lowest),
        f"no_lower_than_less_{variable}": len(lowest) - len(kept),
    }
    return np.array(kept, dtype=np.intp), {reason: n for reason, n in counts.items() if n}


def _groups(table: Table, X: Array, variable: str) -> list[NDArray[np.intp]]:
    """The rows of each X, smallest first: FLOPs within a few percent are one budget, others within 1 % one value."""
    if variable.startswith("flops"):
        return budgets(replace(table, flops=X))
    order = np.argsort(of := sizes(X), kind="stable")
    return np.split(order, np.flatnonzero(np.diff(of[order])) + 1) if len(order) else []


def still_falling(table: Table, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """L(N) is of converged trainings: say how many still fell by more than 1 % when their data last doubled, or have
    no shorter training of the same size to tell."""
    of = sizes(table.params)
    falls = [_last_fall(table, np.flatnonzero(of == of[row]), int(row)) for row in rows]
    falling = sum(fall is not None and fall > STILL_FALLING for fall in falls)
    unknown = sum(fall is None for fall in falls)
    if not falling and not unknown:
        return ()
    return (
        f"L(N) is a law of converged trainings. Of {len(rows)} sizes, {falling} still fell by more than "
        f"{STILL_FALLING:.0%} when their data last doubled, and {unknown} have no shorter training to tell: the "
        "exponent holds for these amounts of data.",
    )


def _last_fall(table: Table, same: NDArray[np.intp], row: int) -> float | None:
    """How far ln L falls by a doubling of D, since the longest training of the same size of at most half the data; None
    where there is none."""
    shorter = same[table.tokens[same] <= HALF * table.tokens[row]]
    if not len(shorter):
        return None
    before = shorter[np.argmax(table.tokens[shorter])]
    doublings = np.log2(table.tokens[row] / table.tokens[before])
    return float(np.log(table.loss[before] / table.loss[row]) / doublings)


def positive(table: Table, name: str) -> Array:
    """A column [n]. Raises ValueError where the table has none such, or where a value is no positive, finite number."""
    X = column(table, name)
    wrong = int(np.count_nonzero(~(np.isfinite(X) & (X > 0.0))))
    if wrong:
        raise ValueError(f"{wrong} of {len(X)} rows have no positive, finite {name}: fill the column in, or drop them.")
    return X


def value(theta: Array, named: Mapping[str, Array], variable: str) -> Array:
    """(X_c/X)^α."""
    alpha, X_c = coefficients(theta)
    return np.asarray((X_c / named[variable]) ** alpha, dtype=np.float64)


def _curve(variable: str, exponent: str, scale: str) -> CurveForm:
    posed = partial(pose, variable=variable, exponent=exponent)
    return CurveForm((exponent, scale), "loss", (variable,), posed, partial(value, variable=variable))


SIZE = _curve("params", "alpha_N", "N_c")
DATA = _curve("tokens", "alpha_D", "D_c")
COMPUTE = _curve("flops", "alpha_C", "C_c")
COMPUTE_MIN = _curve("flops_min", "alpha_C", "C_c")
