"""Which runs to buy next: those that narrow the answer most for their FLOPs.

A law's draws say how the loss of a run not yet made goes along with what is asked. Taken as jointly normal, its loss y,
seen with the noise of one run, leaves of the variance of the answer q

    Var(q | y) = Var(q) − Cov(q, y)² / (Var(y) + σ²)

which is one step of optimal Bayesian design for a linear model (Chaloner and Verdinelli 1995, Statistical Science 10,
273). The runs are picked one after another, the draws being conditioned on each before the next.
Shapes: B draws, K candidates. Losses and the answer are in logs.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import RUN_NOISE
from foretell.nouns import Law, NextRun
from foretell.planning.draws import Array, draws_of

GRID = 12  # sizes, and as many counts of tokens
BEYOND = 2.0  # times the table's range
WIDEST = np.log(8.0)  # of ln N / N*: an assumption, about as wide as IsoFLOP curves are; no form is sure farther off
MOST_RUNS = 5
# Chance alone gives the draws of a bootstrap a squared correlation of about 1 / B; a run that takes less than this off
# the variance is not worth a training.
LEAST_NARROWED = 0.02
APART = np.log(1.5)  # a run nearer than this to one already picked, in ln N and ln D, is a repeat of it
LEAST_DRAWS = 20


def next_runs(
    law: Law,
    flops: float,
    quantity: Literal["loss", "params"] = "loss",
    runs: int = MOST_RUNS,
    run_noise: float | None = None,
) -> tuple[NextRun, ...]:
    """Up to `runs` trainings, best first, that narrow the law's answer at `flops`: the loss at its optimum, or N*.

    Candidates lie within the sizes, tokens and budgets of the law's runs and up to twice beyond, below `flops`, and no
    farther than eightfold from the best size.
    `narrowed` is the share of today's interval that a run takes off after those before it. `run_noise` is the sd of ln
    loss of one run; the default is the spread of the law's own runs about it. None are named where the law has too few
    draws, or where no run narrows the answer by more than chance.
    """
    N, D = candidates(law, flops)
    theta = _without_run_noise(law)
    if len(theta) < LEAST_DRAWS or not len(N):
        return ()
    q, y = _answers(law, theta, flops, quantity), _losses(law, theta, N, D)
    whole = np.isfinite(q) & np.isfinite(y).all(-1)
    if whole.sum() < LEAST_DRAWS:
        return ()
    noise = run_noise or law.residual_sd or RUN_NOISE
    picked = chosen(q[whole], y[whole], np.log(N), np.log(D), noise, runs)
    C = 6.0 * N * D
    return tuple(
        NextRun(params=float(N[k]), tokens=float(D[k]), flops=float(C[k]), narrowed=narrowed) for k, narrowed in picked
    )


def candidates(law: Law, flops: float) -> tuple[Array, Array]:
    """N [K] and D [K] of the runs that may be bought."""
    sizes, data = (np.geomspace(low, high * BEYOND, GRID) for low, high in (law.params_range, law.tokens_range))
    N, D = (each.ravel() for each in np.meshgrid(sizes, data))
    C = 6.0 * N * D
    low, high = law.flops_range
    draws = draws_of(law)
    off = np.abs(np.log(N / draws.form.optimum(draws.theta[0], C)[0]))
    kept = (low <= C) & (high * BEYOND >= C) & (flops >= C) & (off <= WIDEST)
    return N[kept], D[kept]


def chosen(q: Array, y: Array, x: Array, z: Array, noise: float, runs: int) -> list[tuple[int, float]]:
    """The candidates picked, each with the share of the first interval that it takes off.

    q [B] and y [B, K] are the answer and the candidates' log losses, x and z [K] their ln N and ln D. Each pick is
    the best for its FLOPs of those that narrow well.
    """
    covariance = np.cov(np.column_stack([q, y]), rowvar=False)
    first = float(covariance[0, 0])
    open_, picked = np.ones(len(x), dtype=np.bool_), list[tuple[int, float]]()
    while len(picked) < runs and covariance[0, 0] > 0.0:
        k, fall = _best(covariance, x + z, noise, open_)
        if fall < LEAST_NARROWED * first:
            break
        before = float(covariance[0, 0])
        covariance = conditioned(covariance, k + 1, noise)
        picked.append((k, (before**0.5 - max(float(covariance[0, 0]), 0.0) ** 0.5) / first**0.5))
        open_ &= np.hypot(x - x[k], z - z[k]) > APART
    return picked


def conditioned(covariance: Array, seen: int, noise: float) -> Array:
    """The covariance after one noisy look at the quantity `seen`."""
    column = covariance[:, seen]
    return np.asarray(covariance - np.outer(column, column) / (column[seen] + noise**2), dtype=np.float64)


def _best(covariance: Array, ln_C: Array, noise: float, open_: NDArray[np.bool_]) -> tuple[int, float]:
    """Of the candidates that narrow at least half as much as the best one, that with the largest fall of the variance
    for its FLOPs, and that fall. The cheapest run of all is nearly always the best for its FLOPs, and tells nothing."""
    fall = covariance[0, 1:] ** 2 / (np.diag(covariance)[1:] + noise**2)
    fall = np.where(open_, fall, 0.0)
    enough = fall >= 0.5 * fall.max()
    k = int(np.argmax(np.where(enough, np.log(np.maximum(fall, 1e-300)) - ln_C, -np.inf)))
    return k, float(fall[k])


def _answers(law: Law, theta: Array, flops: float, quantity: str) -> Array:
    form = draws_of(law).form
    with np.errstate(all="ignore"):
        N = form.optimum(theta, np.array(flops))[0]
        return np.log(N if quantity == "params" else form.loss(theta, np.array(flops), N))


def _losses(law: Law, theta: Array, N: Array, D: Array) -> Array:
    """ln L of each draw at each candidate [B, K]."""
    with np.errstate(all="ignore"):
        return np.log(draws_of(law).form.loss(theta[:, None], 6.0 * N * D, N))


def _without_run_noise(law: Law) -> Array:
    """The draws [B, P]; those of a multiverse hold the noise of one run, which no other run can tell."""
    return draws_of(law, {"noise": 0.0} if "noise" in law.names else None).theta[1:]
