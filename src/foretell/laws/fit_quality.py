"""How far the runs lie from a fitted law or curve."""

from __future__ import annotations

import numpy as np

from foretell.laws.form import CurveForm, Form
from foretell.laws.tables.table import Array, Table, column


def residual_sd(form: Form, best: Array, table: Table) -> float:
    """The robust standard deviation of ln L about the law."""
    return sd_of(form.loss(best, table.flops, table.params), table.loss, logarithmic=True)


def curve_values(form: CurveForm, theta: Array, table: Table) -> Array:
    """What a curve says of a table's rows, [..., n]."""
    return form.value(theta, {name: column(table, name) for name in form.inputs})


def sd_of(said: Array, found: Array, logarithmic: bool) -> float:
    """1.4826 × the median distance: the standard deviation, if most distances are normal."""
    off = np.log(found / said) if logarithmic else found - said
    return float(1.4826 * np.median(np.abs(off)))
