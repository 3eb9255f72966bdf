"""Kaplan's laws of one variable: L = (X_c/X)^α for size, data and compute; and L(N, S_min), B_crit(L).

Kaplan et al. 2020 (arXiv 2001.08361), eq. 1.1 to 1.4, 1.6. Each law of one variable is of the runs that nothing but
that variable holds back: of the rows of one X the lowest loss counts (the most data of a size, the largest model on a
number of tokens, the best size of a budget), and only where no row of less X has a lower loss still. They have no
floor: over many decades, or near the entropy of text, a straight line must miss the bend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import Posed, PowerSum, huber, term
from foretell.laws.form import CurveForm, Fit
from foretell.laws.form import columns as coefficients
from foretell.laws.tables.budgets import budgets, sizes
from foretell.laws.tables.design import check_rows
from foretell.laws.tables.table import Array, Table, column

MIN_ROWS = 3
MIN_ROWS_STEPS = 6
STILL_FALLING = 0.01  # of the loss, over the last doubling of data
START_EXPONENTS = (0.02, 0.1, 0.6)


def power_of(table: Table, spec: Fit, variable: str, exponent: str) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over theta = (u, α), ln L̂ = u − α (ln X − its mean), on the frontier over X.

    Raises ValueError for a column that is no positive number, and for fewer than three values of X on the frontier.
    """
    X = positive(table, variable)
    rows, excluded = frontier(table, X, variable)
    x, y = np.log(X[rows]), np.log(table.loss[rows])
    if len(rows) < MIN_ROWS:
        raise ValueError(
            f"{spec.form} needs at least {MIN_ROWS} values of {variable}, each with a lower loss than all smaller ones "
            f"have, and these {len(table)} runs have {len(rows)}: add runs of other {variable}."
        )
    centre = float(x.mean())
    line = PowerSum((term((0, 1), 1.0, centre - x, rows=len(x)),), y, parameters=2, positive=(1,))
    return Posed(
        residuals=line,
        penalty=huber(spec.delta),
        starts=np.array([(float(np.median(y)), alpha) for alpha in START_EXPONENTS]),
        told=lambda theta: _scaled(theta, centre),
        rows=rows,
        profiled={exponent: (1, np.asarray)},
        excluded=excluded,
        warn=lambda best: still_falling(table, rows) if variable == "params" else (),
    )


def _scaled(theta: Array, centre: float) -> Array:
    """(u, α) about the centre → (α, X_c)."""
    u, alpha = coefficients(theta)
    with np.errstate(over="ignore"):
        return np.stack([alpha, np.exp(centre + u / alpha)], -1)


def frontier(table: Table, X: Array, variable: str) -> tuple[NDArray[np.intp], dict[str, int]]:
    """The rows of the lowest loss of each X where no smaller X has as low a one, and how many others, by reason."""
    groups = _groups(table, X, variable)
    lowest = [rows[np.argmin(table.loss[rows])] for rows in groups]
    kept: list[int] = []
    for row in lowest:
        if not kept or table.loss[row] < table.loss[kept[-1]]:
            kept.append(int(row))
    counts = {
        f"not_lowest_of_its_{variable}": len(table) - len(lowest),
        f"no_lower_than_less_{variable}": len(lowest) - len(kept),
    }
    return np.array(kept, dtype=np.intp), {reason: n for reason, n in counts.items() if n}


def _groups(table: Table, X: Array, variable: str) -> list[NDArray[np.intp]]:
    """The rows of each X, smallest first: FLOPs within a few percent are one budget, others within 1 % one value."""
    if variable in ("flops", "flops_min"):
        return budgets(replace(table, flops=X))
    of = sizes(X)
    return [np.flatnonzero(of == each) for each in range(int(of.max()) + 1)]


def still_falling(table: Table, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """L(N) is of converged trainings: say how many still fell by more than 1 % when their data last doubled, or have
    no shorter training of the same size to tell."""
    of = sizes(table.params)
    falls = [_last_fall(table, np.flatnonzero(of == of[row]), row) for row in rows]
    falling = sum(fall is not None and fall > STILL_FALLING for fall in falls)
    unknown = sum(fall is None for fall in falls)
    if not falling and not unknown:
        return ()
    return (
        f"L(N) is a law of converged trainings. Of {len(rows)} sizes, {falling} still fell by more than "
        f"{STILL_FALLING:.0%} when their data last doubled, and {unknown} have no shorter training to tell: the "
        "exponent holds for these amounts of data.",
    )


def _last_fall(table: Table, same: NDArray[np.intp], row: np.intp) -> float | None:
    """How far ln L falls by a doubling of D, between this row and the same size's row of at most half its data that is
    nearest to it in data; None where there is none."""
    shorter = same[table.tokens[same] <= 0.51 * table.tokens[row]]
    if not len(shorter):
        return None
    before = shorter[np.argmax(table.tokens[shorter])]
    doublings = np.log2(table.tokens[row] / table.tokens[before])
    return float(np.log(table.loss[before] / table.loss[row]) / doublings)


def steps_pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L), L̂ = (N_c/N)^α_N + (S_c/S_min)^α_S, over theta = (u, v, α_N, α_S) about the
    means of ln N and ln S_min. Raises ValueError for too few runs, and for a column that is no positive number."""
    check_rows(table, MIN_ROWS_STEPS, spec.form)
    N, S, y = np.log(table.params), np.log(positive(table, "steps_min")), np.log(table.loss)
    for what, x in (("params", N), ("steps_min", S)):
        if len(np.unique(np.round(x, 3))) < MIN_ROWS:
            raise ValueError(f"{spec.form} needs runs of at least {MIN_ROWS} different {what}: add runs.")
    if abs(float(np.corrcoef(N, S)[0, 1])) > 0.9995:
        raise ValueError(f"In these runs params and steps_min move on one line, so {spec.form} cannot tell them apart.")
    n, centre = len(table), (float(N.mean()), float(S.mean()))
    size = term((0, 2), 1.0, centre[0] - N, rows=n)
    steps = term((1, 3), 1.0, centre[1] - S, rows=n)
    middle = float(np.median(y))
    return Posed(
        residuals=PowerSum((size, steps), y, parameters=4, positive=(2, 3)),
        penalty=huber(spec.delta),
        starts=np.array(
            [
                (middle + np.log(w), middle + np.log(1 - w), a, b)
                for w in (0.3, 0.9)
                for a in (0.05, 0.3)
                for b in (0.3, 1.0)
            ]
        ),
        told=lambda theta: np.concatenate(
            [_scaled(theta[..., [0, 2]], centre[0]), _scaled(theta[..., [1, 3]], centre[1])], -1
        ),
        rows=np.arange(n),
        profiled={"alpha_N": (2, np.asarray), "alpha_S": (3, np.asarray)},
    )


def positive(table: Table, name: str) -> Array:
    """A column [n]. Raises ValueError where the table has none such, or where a value is no positive, finite number."""
    X = column(table, name)
    wrong = int(np.count_nonzero(~(np.isfinite(X) & (X > 0.0))))
    if wrong:
        raise ValueError(f"{wrong} of {len(X)} rows have no positive, finite {name}: fill the column in, or drop them.")
    return X


def _power(theta: Array, named: Mapping[str, Array], variable: str) -> Array:
    alpha, X_c = coefficients(theta)
    return np.asarray((X_c / named[variable]) ** alpha, dtype=np.float64)


def _of_steps(theta: Array, named: Mapping[str, Array]) -> Array:
    alpha_N, N_c, alpha_S, S_c = coefficients(theta)
    return np.asarray((N_c / named["params"]) ** alpha_N + (S_c / named["steps_min"]) ** alpha_S, dtype=np.float64)


def _curve(variable: str, exponent: str, scale: str) -> CurveForm:
    pose: Callable[[Table, Fit], Posed] = partial(power_of, variable=variable, exponent=exponent)
    return CurveForm((exponent, scale), "loss", (variable,), pose, partial(_power, variable=variable))


SIZE = _curve("params", "alpha_N", "N_c")
DATA = _curve("tokens", "alpha_D", "D_c")
COMPUTE = _curve("flops", "alpha_C", "C_c")
COMPUTE_MIN = _curve("flops_min", "alpha_C", "C_c")
STEPS = CurveForm(("alpha_N", "N_c", "alpha_S", "S_c"), "loss", ("params", "steps_min"), steps_pose, _of_steps)
