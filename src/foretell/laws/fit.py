"""fit: runs → Law; and the same for anybody's table, and for curves that are no law of loss over compute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.lab import Workspace, verb
from foretell.laws.backtest import backtest, cuts, places
from foretell.laws.check_law import check_law
from foretell.laws.checks import checks_of
from foretell.laws.fit_quality import curve_values, far_runs, residual_sd, sd_of
from foretell.laws.form import CurveForm, Estimate, Fit, Form, estimate_posed
from foretell.laws.forms import curve_named, form_named
from foretell.laws.predict import interval, quantile_interval
from foretell.laws.progress import Parts, Tell, silent
from foretell.laws.signals import doubts
from foretell.laws.tables.budgets import lowest
from foretell.laws.tables.table import Array, Table, column, table_of_runs
from foretell.nouns import Curve, Law, Run

CHECKS = 3.0  # what the checks of a posed law take, in fits: five searches from all starts, and profiles


@verb(version=4)
def fit(runs: Sequence[Run], spec: Fit, *, workspace: Workspace) -> Law:
    """Fit one form to finished runs. Raises ValueError where they cannot identify it, and for a law of one's own, whose
    file may change under the name by which the answer is remembered."""
    if spec.form.endswith(".py"):
        raise ValueError(f"{spec.form} is a law of your own: fit it with `foretell fit TABLE.csv --form {spec.form}`.")
    return fit_table(table_of_runs(runs), spec)


def fit_table(table: Table, spec: Fit, form: Form | None = None, tell: Tell = silent) -> Law:
    """Fit one form to a table, check the fit, and test the form on the runs of most compute.

    `form` is one's own, or else that of the spec's name; `tell` hears how far it is. The answer does not depend on the
    order of the rows. Raises ValueError, saying what is missing, where the rows cannot identify the form.
    """
    form = form or form_named(spec.form)
    draws = form.draws if spec.draws is None else spec.draws
    table = table.sorted()
    checking = CHECKS if form.pose else 1.0
    parts = Parts(tell, 2.0 + len(places(table)) + checking)
    parts.begin("coefficients and draws")
    estimate = form.estimate(table, spec, draws)
    with np.errstate(all="ignore"):  # what overflows here is no law, and check_law says so
        law = law_of(form, spec, table, estimate)
        parts.begin("back-test of the largest budget")
        tested = {"backtest": backtest(form, spec, table, draws), "cuts": cuts(form, spec, table, draws, parts)}
        parts.begin("checks", checking)
        checks = checks_of(form, spec, table, estimate)
        far = far_runs(form.loss(estimate.coefficients, table.flops, table.params), table) if form.pose else ()
    parts.end()
    law = law.model_copy(update={**tested, "checks": checks, "warnings": (*law.warnings, *far)})
    check_law(law, form)
    return law.model_copy(update={"warnings": doubts(law)})


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


def fit_curve(table: Table, spec: Fit, form: CurveForm | None = None, tell: Tell = silent) -> Curve:
    """Fit a curve of any target over any columns of a table, and check the fit. `tell` hears how far it is.

    Raises ValueError, naming the column, where the table lacks one, and where its rows cannot identify the curve.
    """
    form = form or curve_named(spec.form)
    for name in (*form.inputs, form.target):
        column(table, name)
    draws = form.draws if spec.draws is None else spec.draws
    table = table.sorted()
    parts = Parts(tell, 1.0 + CHECKS)
    parts.begin("coefficients and draws")
    estimate = estimate_posed(form.pose, table, spec, draws)
    rows = table.take(form.pose(table, spec).rows)
    parts.begin("checks", CHECKS)
    best, checks = estimate.coefficients, checks_of(form, spec, table, estimate)
    parts.end()
    curve = Curve(
        form=spec.form,
        target=form.target,
        inputs=form.inputs,
        names=form.names,
        coefficients={name: float(value) for name, value in zip(form.names, best, strict=True)},
        intervals={name: quantile_interval(float(best[i]), estimate.draws[:, i]) for i, name in enumerate(form.names)},
        draws=tuple(tuple(float(value) for value in row) for row in estimate.draws),
        objective=estimate.objective,
        residual_sd=sd_of(curve_values(form, best, rows), column(rows, form.target), form.logarithmic),
        runs=estimate.runs,
        excluded=table.excluded | estimate.excluded,
        ranges={name: _range(column(rows, name)) for name in (*form.inputs, form.target)},
        checks=checks,
        warnings=(*table.warnings, *estimate.warnings),
    )
    return curve.model_copy(update={"warnings": doubts(curve)})


def _range(values: Array) -> tuple[float, float]:
    return float(np.min(values)), float(np.max(values))
