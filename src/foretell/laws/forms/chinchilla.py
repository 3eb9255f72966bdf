"""The parametric Chinchilla law: L = E + A N^−α + B D^−β.

Hoffmann et al. 2022 (arXiv 2203.15556), §3.3 and eq. 2-4; the optimum that their objective really has was shown by
Besiroglu et al. 2024 (arXiv 2404.10102). Letters are theirs; a = ln A and so on in the log-sum-exp form. Logs are
centred while fitting, which takes the condition number down by orders of magnitude.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from foretell.laws.fitting import Posed, PowerSum, huber, term
from foretell.laws.form import Estimate, Fit, Form, columns, estimate_posed
from foretell.laws.tables.design import check_budgets, check_rows, check_sizes_and_tokens
from foretell.laws.tables.table import Array, Table

MIN_ROWS = 8
START_EXPONENTS = (0.1, 0.35, 0.9, 2.5)  # α and β: a law of which only the smallest runs tell falls as steeply
FLOOR, NO_FLOOR = 0.6, 0.05  # E as a share of the loss
WITHOUT_FLOOR = ((0.1, 2.5), (2.5, 0.1), (0.9, 0.9), (2.5, 2.5))  # α and β: searches from here are slow, so these few
NOT_IDENTIFIED = 0.01  # an exponent or a share of the loss below this is at its bound
STEEP = 5.0  # an exponent beyond it: a seventh more size halves its term, which only the smallest runs feel
NAMES = ("E", "A", "B", "alpha", "beta")
HOFFMANN = (math.exp(0.5267228), math.exp(6.0073404), math.exp(6.0179186), 0.33917084, 0.2849083)  # theirs, in nats


def pose(table: Table, spec: Fit) -> Posed:
    """Minimise Σ Huber_δ(ln L̂ − ln L) over theta = (a, b, e, α, β), about the mean of ln N and ln D.

    Raises ValueError for too few runs, and for runs that cannot tell the effect of size from that of data.
    """
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    check_sizes_and_tokens(table, spec.form)
    ln_N, ln_D, y = np.log(table.params), np.log(table.tokens), np.log(table.loss)
    n, centre = len(table), (float(ln_N.mean()), float(ln_D.mean()))
    size = term((0, 3), 1.0, centre[0] - ln_N, rows=n)
    data = term((1, 4), 1.0, centre[1] - ln_D, rows=n)
    return Posed(
        residuals=PowerSum((size, data, term((2,), 1.0, rows=n)), y, parameters=5, positive=(3, 4)),
        penalty=huber(spec.delta),
        starts=starts(float(np.median(y))),
        told=lambda theta: uncentred(theta, *centre),
        rows=np.arange(n),
        profiled={"E": (2, np.exp), "alpha": (3, np.asarray), "beta": (4, np.asarray)},
        warn=lambda best: bound_warnings(best, table),
    )


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """The best of the search, and of each resample. Raises ValueError where none has bounded coefficients, and where
    both exponents are so steep that beyond the smallest runs neither size nor data lowers the loss."""
    found = estimate_posed(pose, table, spec, draws)
    alpha, beta = (float(value) for value in found.coefficients[3:])
    if min(alpha, beta) > STEEP:
        raise ValueError(
            f"These {len(table)} runs identify no {spec.form}: with alpha {alpha:.3g} and beta {beta:.3g} neither size "
            "nor data lowers the loss but for the smallest runs. Does loss fall with compute here? Check the columns."
        )
    return found


def starts(ln_loss: float) -> Array:
    """Far-apart starts [S, 5]: what E leaves of the median loss is halved between size and data."""
    rows = []
    pairs = [*((FLOOR, *pair) for pair in product(START_EXPONENTS, repeat=2)), *((NO_FLOOR, *p) for p in WITHOUT_FLOOR)]
    for share, alpha, beta in pairs:
        half = ln_loss + math.log((1.0 - share) / 2.0)
        rows.append((half, half, ln_loss + math.log(share), alpha, beta))
    return np.array(rows)


def uncentred(theta: Array, ln_N: float, ln_D: float) -> Array:
    """(a, b, e, α, β) about the centre → (E, A, B, α, β)."""
    a, b, e, alpha, beta = columns(theta)
    with np.errstate(over="ignore"):
        return np.stack([np.exp(e), np.exp(a + alpha * ln_N), np.exp(b + beta * ln_D), alpha, beta], -1)


def bound_warnings(coefficients: Array, table: Table) -> tuple[str, ...]:
    """Every resample may meet the same bound, so an interval of no width there is no certainty: say so."""
    E, _, _, alpha, beta = (float(value) for value in coefficients)
    at_bound = {"E / L": E / float(table.loss.min()), "alpha": alpha, "beta": beta}
    names = [name for name, value in at_bound.items() if value < NOT_IDENTIFIED]
    told = f"{' and '.join(names)} went to zero: these runs do not identify it."
    if min(alpha, beta) < NOT_IDENTIFIED:
        told += " Nor do they identify the exponents of the best size and data, however narrow their intervals are."
    steep = [f"{name} is {value:.3g}" for name, value in (("alpha", alpha), ("beta", beta)) if value > STEEP]
    felt = f"{' and '.join(steep)}, so steep that only the smallest runs feel it: the others do not identify it."
    return (*((told,) if names else ()), *((felt,) if steep else ()))


def loss(theta: Array, C: Array, N: Array) -> Array:
    """L(N, D) at D = C / 6N."""
    E, A, B, alpha, beta = columns(theta)
    return np.asarray(E + A * N**-alpha + B * (C / (6.0 * N)) ** -beta, dtype=np.float64)


def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
    """N* = G (C/6)^a and D* = (C/6)^b / G, G = (αA / βB)^(1/(α+β)) (eq. 4)."""
    _, A, B, alpha, beta = columns(theta)
    G = (alpha * A / (beta * B)) ** (1.0 / (alpha + beta))
    a, b = exponents(theta)
    return G * (C / 6.0) ** a, (C / 6.0) ** b / G


def exponents(theta: Array) -> tuple[Array, Array]:
    """a = β/(α+β), b = α/(α+β)."""
    *_, alpha, beta = columns(theta)
    return beta / (alpha + beta), alpha / (alpha + beta)


PARAMETRIC = Form(NAMES, estimate, loss, optimum, exponents, pose=pose)
