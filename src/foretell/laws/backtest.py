"""How a form would have done: fitted below a compute cut, asked for the runs above it.

A check to be shown, never a way to choose a form inside one ladder: one step in budget tells forms apart no better than
seeds do. Over many data sets it is what forms are judged by.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fit_quality import residual_sd
from foretell.laws.form import Estimate, Fit, Form
from foretell.laws.predict import Z_80, spread
from foretell.laws.progress import Parts
from foretell.laws.tables.budgets import budgets
from foretell.laws.tables.table import Table
from foretell.nouns import Backtest, Cut

BEST = 3  # cells of the budget held out
CUTS = 5
DRAWS = 60  # enough for the share inside an interval
LEAST_TESTED = 3


def backtest(form: Form, spec: Fit, table: Table, draws: int) -> Backtest | None:
    """Mean 100 ln(predicted / found) over the largest budget's best runs; None where the rest is too little to fit."""
    groups = budgets(table)
    held_out, rest = groups[-1], np.sort(np.concatenate([np.array([], dtype=np.intp), *groups[:-1]]))
    found = _fitted(form, spec, table.take(rest), draws if form.centre_is_median_of_draws else 0)
    if found is None:
        return None
    best = held_out[np.argsort(table.loss[held_out], kind="stable")[:BEST]]
    C, N, L = table.flops[best], table.params[best], table.loss[best]
    said, _, _ = spread(form, form.loss(found.coefficients[None], C, N), form.loss(found.draws[:, None], C, N))
    error = float(np.mean(100.0 * np.log(said / L)))
    if not np.isfinite(error):
        return None
    below_flops = float(table.flops[held_out].min())
    return Backtest(route=spec.form, fitted_below=below_flops, error_percent=error, runs=len(best))


def cuts(form: Form, spec: Fit, table: Table, draws: int, parts: Parts | None = None) -> tuple[Cut, ...]:
    """The back-test over growing compute: at most `CUTS` cuts between budgets, where enough runs lie on both sides."""
    kept = []
    for below in places(table):
        if parts:
            parts.begin(f"back-test below {below:.3g} FLOPs")
        kept.append(cut_at(form, spec, table, below, min(draws, DRAWS)))
    return tuple(cut for cut in kept if cut is not None)


def places(table: Table) -> list[float]:
    """Where the cuts lie: the lower ends of budgets, as evenly spread over the runs as `CUTS` allow."""
    groups = budgets(table)[1:] if len(table) else []
    ends = [float(table.flops[rows].min()) for rows in groups]
    above = [int(np.count_nonzero(table.flops >= end)) for end in ends]
    ends = [end for end, count in zip(ends, above, strict=True) if count >= LEAST_TESTED]
    ends = [end for end in ends if np.count_nonzero(table.flops < end) >= len(table) / 3]  # fewer tell little
    if len(ends) <= CUTS:
        return ends
    return [ends[i] for i in np.unique(np.linspace(0, len(ends) - 1, CUTS).round().astype(int))]


def cut_at(form: Form, spec: Fit, table: Table, below: float, draws: int) -> Cut | None:
    """One line of the back-test; None where the runs below it cannot identify the form."""
    under = table.flops < below
    small, large = table.where(under), table.where(~under)
    needed = form.draws if form.centre_is_median_of_draws and draws else draws
    found = _fitted(form, spec, small, needed)
    if found is None:
        return None
    C, N = large.flops, large.params
    with np.errstate(all="ignore"):
        best, drawn = form.loss(found.coefficients[None], C, N), form.loss(found.draws[:, None], C, N)
        middle, low, high = spread(form, best, drawn)
        error = 100.0 * np.log(middle / large.loss)
        top = float(form.optimum(found.coefficients, np.array(table.flops.max()))[0])
    if not np.isfinite(error).all():
        return None
    noise = 0.0 if "noise" in form.names else Z_80 * residual_sd(form, found.coefficients, small)
    inside = _inside(np.log(middle / low), np.log(high / middle), np.log(large.loss / middle), noise)
    return Cut(
        below=below,
        fitted=len(small),
        tested=len(large),
        error_percent=float(error.mean()),
        absolute_percent=float(np.abs(error).mean()),
        worst_percent=float(np.abs(error).max()),
        covered=float(inside.mean()) if draws else None,
        params_at_top=top if math.isfinite(top) else None,
    )


def _inside(
    below: NDArray[np.float64], above: NDArray[np.float64], off: NDArray[np.float64], noise: float
) -> NDArray[np.bool_]:
    """Whether ln L lies within the law's own range and the noise of one run, added as independent."""
    return np.asarray((-np.hypot(below, noise) <= off) & (off <= np.hypot(above, noise)), dtype=np.bool_)


def _fitted(form: Form, spec: Fit, table: Table, draws: int) -> Estimate | None:
    try:
        return form.estimate(table, spec, draws) if len(table) else None
    except ValueError:
        return None
