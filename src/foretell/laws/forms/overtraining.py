"""Over-training: one power of compute for every ratio M = D/N of tokens to parameters.

Gadre et al. 2024 (arXiv 2403.08540), eq. 4: training a smaller model longer than is best moves the law up and does not
turn it,

    L(C, M) = E + (a′ M^η + b′ M^−η) C^−η,   C = 6 N D,   D = M N.

In N and D this is the parametric law of one exponent h = 2η, and it is fitted as theirs is: L = E + a N^−h +
b 6^(−h/2) D^−h by least squares of the loss itself. Four coefficients, so that five small runs tell it, one of them
over-trained. Letters are those of their code; logs are centred while fitting.
"""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from foretell.laws.fitting import Posed, PowerSum, square, term
from foretell.laws.fitting.in_units import InUnits
from foretell.laws.form import Fit, Form, columns, estimate_posed
from foretell.laws.tables.design import check_budgets, check_rows, check_sizes_and_tokens
from foretell.laws.tables.table import Array, Table

NAMES = ("E", "a", "b", "h")
MIN_ROWS, FEW = 5, 8  # what is needed, and up to which resamples of the runs often lack what tells a from b
START_EXPONENTS, START_SHARES = (0.1, 0.35, 0.9, 2.5), (0.05, 0.6)  # h; E as a share of the loss
NOT_IDENTIFIED = 0.01  # h, or a share of the loss, below this is at its bound


def pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ (L̂ − L)² over theta = (ln a, ln b 6^(−h/2), ln E, h), about the means of ln N and ln D.

    Raises ValueError for too few runs, and for runs that cannot tell the effect of size from that of data.
    """
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    check_sizes_and_tokens(table, spec.form)
    ln_N, ln_D, y = np.log(table.params), np.log(table.tokens), np.log(table.loss)
    n, centre = len(table), (float(ln_N.mean()), float(ln_D.mean()))
    size = term((0, 3), 1.0, centre[0] - ln_N, rows=n)
    data = term((1, 3), 1.0, centre[1] - ln_D, rows=n)
    powers = PowerSum((size, data, term((2,), 1.0, rows=n)), y, parameters=4, positive=(3,))
    return Posed(
        residuals=InUnits(powers, table.loss),
        penalty=square(),
        starts=starts(float(np.median(y))),
        told=lambda theta: uncentred(theta, *centre),
        rows=np.arange(n),
        profiled={"E": (2, np.exp), "h": (3, np.asarray)},
        warn=lambda best: _warnings(best, table),
    )


def starts(ln_loss: float) -> Array:
    """Far-apart starts [S, 4]: what E leaves of the median loss is halved between size and data."""
    rows = []
    for share, h in product(START_SHARES, START_EXPONENTS):
        half = ln_loss + np.log((1.0 - share) / 2.0)
        rows.append((half, half, ln_loss + np.log(share), h))
    return np.array(rows)


def uncentred(theta: Array, ln_N: float, ln_D: float) -> Array:
    """(ln a, ln b 6^(−h/2), ln E, h) about the centre → (E, a, b, h)."""
    a, b, e, h = columns(theta)
    with np.errstate(over="ignore"):
        return np.stack([np.exp(e), np.exp(a + h * ln_N), np.exp(b + h * (ln_D + np.log(6.0) / 2.0)), h], -1)


def _warnings(best: Array, table: Table) -> tuple[str, ...]:
    E, _, _, h = (float(value) for value in best)
    lost = [name for name, value in (("E / L", E / float(table.loss.min())), ("h", h)) if value < NOT_IDENTIFIED]
    told = [f"{' and '.join(lost)} went to zero: these runs do not identify it."] if lost else []
    if len(table) < FEW:
        told.append(
            f"{len(table)} runs tell {len(NAMES)} coefficients: intervals from resamples of so few are narrower than "
            "what is known. The back-test and the loss of a further run say more."
        )
    return tuple(told)


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L(C, M) at M = C / 6N²."""
    E, a, b, h = columns(theta)
    return np.asarray(E + a * N**-h + b * 6.0 ** (-h / 2.0) * (C / (6.0 * N)) ** -h, dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """N* = √(C / 6M*) and D* = M* N*, with M* = (b 6^(−h/2) / a)^(1/h) at every budget."""
    _, a, b, h = columns(theta)
    M = (b / a) ** (1.0 / h) / np.sqrt(6.0)
    N = np.sqrt(C / (6.0 * M))
    return N, M * N


def exponents(theta: Array) -> tuple[Array, Array]:
    """½ and ½: size and data grow alike."""
    half = np.full(theta.shape[:-1], 0.5)
    return half, half


OVERTRAINING = Form(NAMES, partial(estimate_posed, pose), loss, optimum, exponents, pose=pose)
