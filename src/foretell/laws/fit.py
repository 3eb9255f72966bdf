"""fit: runs → Law."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.lab import Workspace, verb
from foretell.laws.backtest import backtest
from foretell.laws.check_law import check_law
from foretell.laws.form import Estimate, Fit, Form
from foretell.laws.forms import form_named
from foretell.laws.predict import interval
from foretell.laws.tables.budgets import lowest
from foretell.laws.tables.table import Array, Table, table_of_runs
from foretell.nouns import Law, Run


@verb(version=1)
def fit(runs: Sequence[Run], spec: Fit, *, workspace: Workspace) -> Law:
    """Fit one form to finished runs. Raises ValueError where they cannot identify it."""
    return fit_table(table_of_runs(runs), spec)


def fit_table(table: Table, spec: Fit) -> Law:
    """Fit one form to a table, and test it on the table's largest budget.

    The answer does not depend on the order of the rows. Raises ValueError, saying what is missing, where the rows
    cannot identify the form.
    """
    form = form_named(spec.form)
    draws = form.draws if spec.draws is None else spec.draws
    table = table.sorted()
    estimate = form.estimate(table, spec, draws)
    with np.errstate(all="ignore"):  # what overflows here is no law, and check_law says so
        tested = backtest(form, spec, table, draws)
        law = law_of(form, spec, table, estimate).model_copy(update={"backtest": tested})
    check_law(law)
    return law


def law_of(form: Form, spec: Fit, table: Table, found: Estimate) -> Law:
    """An estimate as a Law: names, intervals at level 0.8, and where the runs lay."""
    best, draws = found.coefficients, found.draws
    a, b = (interval(form, float(c), d) for c, d in zip(form.exponents(best), form.exponents(draws), strict=True))
    intervals = {name: interval(form, float(best[i]), draws[:, i]) for i, name in enumerate(form.names)}
    intervals |= {"params_exponent": a, "tokens_exponent": b}
    return Law(
        form=spec.form,
        names=form.names,
        coefficients={name: float(value) for name, value in zip(form.names, best, strict=True)},
        intervals=intervals,
        draws=tuple(tuple(float(value) for value in row) for row in draws),
        objective=found.objective,
        residual_sd=residual_sd(form, best, table),
        params_exponent=a.centre,
        tokens_exponent=b.centre,
        runs=found.runs,
        excluded=table.excluded | found.excluded,
        flops_range=_range(table.flops),
        params_range=_range(table.params),
        tokens_range=_range(table.tokens),
        lowest_loss=float(table.loss.min()),
        minima=found.minima or lowest(table),
        warnings=(*table.warnings, *found.warnings),
    )


def residual_sd(form: Form, best: Array, table: Table) -> float:
    """1.4826 × the median of |ln L − ln L̂|: the standard deviation, if most residuals are normal."""
    off = np.log(table.loss) - np.log(form.loss(best, table.flops, table.params))
    return float(1.4826 * np.median(np.abs(off)))


def _range(values: Array) -> tuple[float, float]:
    return float(np.min(values)), float(np.max(values))
