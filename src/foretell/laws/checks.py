"""The checks that every law carries: certificate, local optima, profiles, influence, and what other choices give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foretell.laws.fitting import Bottom, Posed, finite, settle
from foretell.laws.fitting.certify import certificate, optima
from foretell.laws.fitting.influence import most_influential, told, under_deltas, under_others
from foretell.laws.fitting.profile import profiles
from foretell.laws.fitting.sandwich import sandwich
from foretell.laws.form import CurveForm, Estimate, Fit, Form
from foretell.laws.tables.table import Array, Table
from foretell.nouns import Checks, Influence, Sensitivity

WORST = 5
COUNTS = ("params_no_embed", "params_all")  # other counts of N, where the table tells them
BOTTOM = 1e-6  # a fall that is still promised: the objective has no bottom, and its profile says nothing
FEW = 100  # runs up to which a form without one objective is fitted again without each


def checks_of(form: Form | CurveForm, spec: Fit, table: Table, found: Estimate) -> Checks:
    """The checks of an estimate on the table that it was made from."""
    if form.pose is None:
        assert isinstance(form, Form)
        return Checks(
            influences=_without_each(form, spec, table, found), sensitivities=tuple(_counts(form, spec, table))
        )
    posed = form.pose(table, spec)
    bottom = settle(posed)
    rows, proved = table.take(posed.rows), certificate(posed, bottom, spec.form)
    return Checks(
        certificate=proved,
        optima=optima(posed, bottom, form.names),
        profiles=profiles(posed, bottom, rough_errors(posed, bottom)) if proved.fall < BOTTOM else (),
        influences=tuple(_influences(form, posed, bottom, rows)),
        sensitivities=(
            *under_deltas(posed, form.names),
            *under_others(posed, form.names),
            *_counts(form, spec, table),
        ),
    )


def rough_errors(posed: Posed, bottom: Bottom) -> Array:
    """Rough standard errors [P] of theta: how far a profile has to look."""
    variance = np.diag(sandwich(posed, bottom)[1])
    scale = np.maximum(np.abs(bottom.theta), 1.0)
    errors = np.sqrt(np.where(np.isfinite(variance), np.maximum(variance, 0.0), np.inf))
    return np.clip(errors, 1e-6 * scale, scale)


def _influences(form: Form | CurveForm, posed: Posed, bottom: Bottom, rows: Table) -> Iterator[Influence]:
    r = posed.residuals.values(bottom.theta[None])[0]
    unit = 100.0 if not isinstance(form, CurveForm) or form.logarithmic else 1.0
    for row, theta in most_influential(posed, bottom, (rows.params, rows.tokens, rows.loss), WORST):
        with np.errstate(all="ignore"):
            yield _influence(rows, row, -unit * float(r[row]), form.names, posed.told(theta))


def _influence(rows: Table, row: int, off: float, names: tuple[str, ...], coefficients: Array) -> Influence:
    return Influence(
        params=float(rows.params[row]),
        tokens=float(rows.tokens[row]),
        loss=float(rows.loss[row]),
        off_percent=off,
        without=finite(names, coefficients),
    )


def _without_each(form: Form, spec: Fit, table: Table, found: Estimate) -> tuple[Influence, ...]:
    """The runs without which the exponent of the best size moves most, the form being fitted again without each."""
    if len(table) > FEW:
        return ()
    said = form.loss(found.coefficients, table.flops, table.params)
    centre = float(form.exponents(found.coefficients)[0])
    moved = []
    for row in range(len(table)):
        rest = np.delete(np.arange(len(table)), row)
        try:
            without = form.estimate(table.take(rest), spec, 0).coefficients
        except ValueError:
            continue  # it cannot be told without this run
        move = abs(float(form.exponents(without)[0]) - centre)
        moved.append((-move, row, without))
    off = 100.0 * np.log(table.loss / said)
    worst = sorted(moved, key=lambda each: each[:2])[:WORST]
    return tuple(_influence(table, row, float(off[row]), form.names, without) for _, row, without in worst)


def _counts(form: Form | CurveForm, spec: Fit, table: Table) -> Iterator[Sensitivity]:
    """The coefficients under each other count of parameters that the table has."""
    for count in COUNTS:
        if count not in table.more or not np.isfinite(table.more[count]).any():
            continue
        other = table.counted_by(count).sorted()
        try:
            yield _recounted(form, spec, other, f"N = {count}")
        except ValueError:
            continue  # these rows cannot identify the law under that count


def _recounted(form: Form | CurveForm, spec: Fit, table: Table, choice: str) -> Sensitivity:
    if form.pose is not None:
        posed = form.pose(table, spec)
        return told(posed, settle(posed), form.names, choice)
    assert isinstance(form, Form)
    estimate = form.estimate(table, spec, 0)
    return Sensitivity(choice=choice, coefficients=finite(form.names, estimate.coefficients), runs=estimate.runs)
