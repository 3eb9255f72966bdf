"""How far the runs lie from a fitted law or curve."""

from __future__ import annotations

import numpy as np

from foretell.laws.form import CurveForm, Form
from foretell.laws.tables.outliers import outliers
from foretell.laws.tables.table import Array, Table, column

FAR_SD, FAR_LN = 8.0, 0.05  # robust standard deviations, and a distance in ln L: both must be passed


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


def far_runs(said: Array, table: Table) -> tuple[str, ...]:
    """What to say of runs that lie far from a law's own losses [n]: how many, and the farthest. They stay in the fit.

    Runs that broke, or of very few tokens: they pull at a law beside the runs that it is wanted for.
    """
    off = np.log(table.loss / said)
    far = np.flatnonzero(np.abs(off) > max(FAR_SD * sd_of(said, table.loss, logarithmic=True), FAR_LN))
    if not len(far) or len(outliers(table)[0]):  # one far from all others was told of with the table
        return ()
    i = far[np.argmax(np.abs(off[far]))]
    run = f"{table.params[i]:.3g} parameters and {table.tokens[i]:.3g} tokens ({100.0 * off[i]:+.0f} %)"
    told = f"1 run lies far from the law: it has {run}. Nothing was dropped for that: did it"
    if len(far) > 1:
        told = f"{len(far)} runs lie far from the law: the farthest has {run}. Nothing was dropped for that: did they"
    return (f"{told} break, or end too early?",)
