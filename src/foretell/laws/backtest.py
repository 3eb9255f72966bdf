"""How a form would have done: fitted without the largest budget, asked for that budget's best runs."""

from __future__ import annotations

import numpy as np

from foretell.laws.form import Fit, Form
from foretell.laws.predict import spread
from foretell.laws.tables.budgets import budgets
from foretell.laws.tables.table import Table
from foretell.nouns import Backtest

BEST = 3  # cells of the budget held out


def backtest(form: Form, spec: Fit, table: Table, draws: int) -> Backtest | None:
    """Mean 100 ln(predicted / found) over the largest budget's best runs; None where the rest is too little to fit.

    A check to be shown, never a way to choose a form: one step in budget tells forms apart no better than seeds do.
    """
    groups = budgets(table)
    held_out, rest = groups[-1], np.sort(np.concatenate([np.array([], dtype=np.intp), *groups[:-1]]))
    below = table.take(rest)
    try:
        found = form.estimate(below, spec, draws if form.centre_is_median_of_draws else 0)
    except ValueError:
        return None
    best = held_out[np.argsort(table.loss[held_out], kind="stable")[:BEST]]
    C, N, L = table.flops[best], table.params[best], table.loss[best]
    said, _, _ = spread(form, form.loss(found.coefficients[None], C, N), form.loss(found.draws[:, None], C, N))
    error = float(np.mean(100.0 * np.log(said / L)))
    if not np.isfinite(error):
        return None
    below_flops = float(table.flops[held_out].min())
    return Backtest(route=spec.form, fitted_below=below_flops, error_percent=error, runs=len(best))
