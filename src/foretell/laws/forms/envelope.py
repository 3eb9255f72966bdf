"""The envelope of training curves: at each compute the size of lowest loss, then power laws through these leaders.

Hoffmann et al. 2022 (arXiv 2203.15556), §3.1 ("approach 1"): 1,500 values of FLOPs, evenly spaced in the log. A curve
is what a table has of one size at growing data, ln L straight over ln C between two of its rows. Whether the learning
rate had decayed at each row a table does not tell: points of curves still under way lie too high, the more so early on,
and bend the envelope towards large sizes. Where the leader is the smallest or the largest size with a curve there,
nothing shows that no other would lead, so that these values are left out. Each leader counts once, at the middle of the
values at which it leads and by how many these are: the line through a staircase of n steps is too flat by 1 / n².

Beside the leaders the law is that of `isoflop.py`, its curvature k that of all curves within e^1.5 of the best size.
Draws resample the sizes, with all rows of each: a missing size leaves a gap, so that these intervals are too wide and
not too narrow (of 80 %, they held the truth 99 times in 100). Shapes: S sizes, m values of FLOPs, B draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import Estimate, Fit, Form, bootstrap_weights
from foretell.laws.forms.isoflop import NAMES, exponents, loss, optimum
from foretell.laws.optima.power_law import line
from foretell.laws.tables.budgets import sizes
from foretell.laws.tables.design import check_budgets, check_rows, span_warning
from foretell.laws.tables.table import Array, Table

VALUES = 1500
MIN_ROWS = 9
MIN_LEADERS = 3
LEAST_KEPT = 0.5  # of the resamples; with fewer, what is left is a choice among them
REACH = 1.5  # in ln N: about as far as a parabola holds


@dataclass(frozen=True)
class TrainingCurves:
    """ln C of the values [m], ln L of every size there [S, m] (inf where its curve does not reach), and of each size
    ln N and ln(N D / C), [S]."""

    ln_C: Array
    ln_L: Array
    ln_N: Array
    ln_ND: Array


def training_curves(table: Table) -> tuple[TrainingCurves, int]:
    """The curves of all sizes with two rows or more, smallest first, and how many rows the other sizes have."""
    size, x, y = sizes(table.params), np.log(table.flops), np.log(table.loss)
    ln_C = np.linspace(x.min(), x.max(), VALUES)
    curves, places, alone = [], [], 0
    for rows in np.split(np.argsort(size, kind="stable"), np.cumsum(np.bincount(size))[:-1]):
        at, which = np.unique(x[rows], return_inverse=True)
        if len(at) < 2:
            alone += len(rows)
            continue
        height = np.bincount(which, y[rows]) / np.bincount(which)
        curves.append(np.interp(ln_C, at, height, left=np.inf, right=np.inf))
        ln_N, ln_D = np.log(table.params[rows]), np.log(table.tokens[rows])
        places.append((ln_N.mean(), (ln_N + ln_D - x[rows]).mean()))
    ln_N, ln_ND = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return TrainingCurves(ln_C, np.array(curves).reshape(-1, VALUES), ln_N, ln_ND), alone


def leaders(curves: TrainingCurves) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The size of lowest loss at each value, [m], and whether smaller and larger ones have curves there."""
    there = np.isfinite(curves.ln_L)
    lead = curves.ln_L.argmin(axis=0)
    rank = np.arange(len(there))[:, None]
    smaller, larger = (there & (rank < lead)).any(axis=0), (there & (rank > lead)).any(axis=0)
    return lead, smaller & larger


def power_laws(curves: TrainingCurves) -> Array | None:
    """(a, b, k, n₀, g, d₀, h) along the envelope; None where fewer than `MIN_LEADERS` sizes lead with others beside."""
    if len(curves.ln_N) < MIN_LEADERS:
        return None
    lead, inside = leaders(curves)
    if len(np.unique(lead[inside])) < MIN_LEADERS:
        return None
    x = curves.ln_C[inside]
    (minus_b,), (a,) = line(x, curves.ln_L.min(axis=0)[inside][None])
    at, which, times = np.unique(lead[inside], return_inverse=True, return_counts=True)
    middle, ln_N = np.bincount(which, x) / times, curves.ln_N[at]
    sd = 1.0 / np.sqrt(times)
    (g,), (n0,) = line(middle, ln_N[None], sd)
    (h,), (d0,) = line(middle, (middle + curves.ln_ND[at] - ln_N)[None], sd)
    k = _curvature(curves, a + minus_b * curves.ln_C, n0 + g * curves.ln_C)
    return np.array([a, -minus_b, k, n0, g, d0, h])


def _curvature(curves: TrainingCurves, bottom: Array, best: Array) -> float:
    """The k that brings ln L nearest to `bottom` + k (ln N − `best`)², both [m], by all sizes within `REACH` of it."""
    off = curves.ln_N[:, None] - best
    used = np.isfinite(curves.ln_L) & (np.abs(off) <= REACH)
    square, rise = off[used] ** 2, (curves.ln_L - bottom)[used]
    return max(0.0, float(square @ rise / (square @ square)))


def estimate(table: Table, spec: Fit, draws: int) -> Estimate:
    """Power laws through the leaders, and through those of each resample of the sizes.

    Raises ValueError, naming the sizes and what to add, where fewer than three sizes lead with others on either side,
    and where most resamples have no such three.
    """
    check_rows(table, MIN_ROWS, spec.form)
    check_budgets(table, spec.form)
    curves, alone = training_curves(table)
    theta = power_laws(curves)
    if theta is None:
        raise ValueError(_too_few(curves, spec.form))
    drawn = [power_laws(_only(curves, times > 0)) for times in bootstrap_weights(len(curves.ln_N), draws, spec.seed)]
    kept = [each for each in drawn if each is not None]
    if len(kept) < LEAST_KEPT * draws:
        raise ValueError(
            f"{draws - len(kept)} of {draws} resamples of the {len(curves.ln_N)} sizes have fewer than {MIN_LEADERS} "
            f"that lead, so {spec.form} hangs on single sizes and has no interval: add sizes between these."
        )
    _, inside = leaders(curves)
    off = curves.ln_L.min(axis=0)[inside] - theta[0] + theta[1] * curves.ln_C[inside]
    excluded = {"size_with_one_row": alone} if alone else {}
    told = (*_left_out(inside), *_lost(draws - len(kept), draws), *span_warning(table, spec.form))
    found = np.array(kept).reshape(-1, len(NAMES))
    return Estimate(theta, found, float(np.mean(off**2)), len(table) - alone, excluded, warnings=told)


def _only(curves: TrainingCurves, keep: NDArray[np.bool_]) -> TrainingCurves:
    return replace(curves, ln_L=curves.ln_L[keep], ln_N=curves.ln_N[keep], ln_ND=curves.ln_ND[keep])


def _too_few(curves: TrainingCurves, form: str) -> str:
    if len(curves.ln_N) < MIN_LEADERS:
        return (
            f"{form} needs the training curves of at least {MIN_LEADERS} sizes, and {len(curves.ln_N)} have rows at "
            "two computes or more: give rows of the same size at growing data."
        )
    lead, inside = leaders(curves)
    named = ", ".join(f"{np.exp(ln_N):.3g}" for ln_N in curves.ln_N[np.unique(lead)])
    return (
        f"{form} needs at least {MIN_LEADERS} sizes that lead where smaller and larger ones have curves too, and here "
        f"there are {len(np.unique(lead[inside]))}: the lowest losses are those of {named} parameters. Add smaller and "
        "larger sizes, trained over the same compute."
    )


def _left_out(inside: NDArray[np.bool_]) -> tuple[str, ...]:
    share = 1.0 - float(inside.mean())
    if share < 0.01:
        return ()
    return (
        f"At {share:.0%} of the {VALUES} values of FLOPs the lowest loss is that of the smallest or the largest size "
        "with a curve there, and they were left out of the envelope.",
    )


def _lost(lost: int, draws: int) -> tuple[str, ...]:
    told = f"{lost} of {draws} resamples of the sizes have fewer than {MIN_LEADERS} that lead and were left out."
    return (told,) if lost else ()


ENVELOPE = Form(NAMES, estimate, loss, optimum, exponents)
