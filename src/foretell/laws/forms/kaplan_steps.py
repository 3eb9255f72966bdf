"""Kaplan's law of size and steps: L = (N_c/N)^α_N + (S_c/S_min)^α_S.

Kaplan et al. 2020 (arXiv 2001.08361), eq. 1.6 and §5.2. S_min are the steps that the same loss takes at a very large
batch: `critical_batch.with_steps` puts them into a table that tells its batches. The warm-up is no part of the law, so
leave out rows from before its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from foretell.laws.fitting import Posed, PowerSum, huber, term
from foretell.laws.form import CurveForm, Fit, columns
from foretell.laws.forms.kaplan_curves import positive, scaled
from foretell.laws.tables.design import check_rows
from foretell.laws.tables.table import Array, Table

MIN_ROWS = 6
MIN_DIFFERENT = 3
MAX_CORRELATION = 0.9995
START_SHARES, START_SIZE, START_STEPS = (0.3, 0.9), (0.05, 0.3, 2.5), (0.3, 1.0, 2.5)  # the share of size, α_N, α_S


def pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over theta = (u, v, α_N, α_S), about the means of ln N and ln S_min.

    Raises ValueError for too few runs, for a column that is no positive number, and for runs that cannot tell the
    effect of size from that of steps.
    """
    check_rows(table, MIN_ROWS, spec.form)
    N, S, y = np.log(table.params), np.log(positive(table, "steps_min")), np.log(table.loss)
    _check_design(N, S, spec)
    n, centre = len(table), (float(N.mean()), float(S.mean()))
    size = term((0, 2), 1.0, centre[0] - N, rows=n)
    steps = term((1, 3), 1.0, centre[1] - S, rows=n)
    return Posed(
        residuals=PowerSum((size, steps), y, parameters=4, positive=(2, 3)),
        penalty=huber(spec.delta),
        starts=starts(float(np.median(y))),
        told=lambda theta: np.concatenate(
            [scaled(theta[..., [0, 2]], centre[0]), scaled(theta[..., [1, 3]], centre[1])], -1
        ),
        rows=np.arange(n),
        profiled={"alpha_N": (2, np.asarray), "alpha_S": (3, np.asarray)},
    )


def starts(ln_loss: float) -> Array:
    """Far-apart starts [S, 4], each at the median loss."""
    shares = product(START_SHARES, START_SIZE, START_STEPS)
    return np.array([(ln_loss + np.log(w), ln_loss + np.log(1.0 - w), a, b) for w, a, b in shares])


def _check_design(N: Array, S: Array, spec: Fit) -> None:
    for what, x in {"params": N, "steps_min": S}.items():
        if len(np.unique(np.round(x, 3))) < MIN_DIFFERENT:
            raise ValueError(f"{spec.form} needs runs of at least {MIN_DIFFERENT} different {what}: add runs.")
    if abs(float(np.corrcoef(N, S)[0, 1])) > MAX_CORRELATION:
        raise ValueError(
            f"In these runs ln N and ln S_min move on one line, so {spec.form} cannot tell the effect of size from "
            "that of steps: vary both independently."
        )


def value(theta: Array, named: Mapping[str, Array]) -> Array:
    """L(N, S_min)."""
    alpha_N, N_c, alpha_S, S_c = columns(theta)
    return np.asarray((N_c / named["params"]) ** alpha_N + (S_c / named["steps_min"]) ** alpha_S, dtype=np.float64)


STEPS = CurveForm(("alpha_N", "N_c", "alpha_S", "S_c"), "loss", ("params", "steps_min"), pose, value)
