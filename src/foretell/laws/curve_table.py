"""The table that a curve needs: what it foretells under the name that it knows, and columns that follow from others."""

from __future__ import annotations

from dataclasses import replace

from foretell.laws.critical_batch import with_steps
from foretell.laws.form import CurveForm
from foretell.laws.tables.table import MORE, Table, column

ALWAYS = ("params", "tokens", "flops", "loss")
FROM_BATCHES = ("steps_min", "flops_min")  # follow from tokens and batch_tokens


def further_columns(form: CurveForm, target: str | None = None) -> tuple[str, ...]:
    """The columns to be read besides those that every table is searched for; `target` is the file's own name of what
    the curve foretells."""
    needed = (*form.inputs, target or form.target)
    return tuple(name for name in needed if name not in (*ALWAYS, *MORE, *FROM_BATCHES))


def curve_table(table: Table, form: CurveForm, target: str | None = None) -> Table:
    """The table with the target under the curve's name for it, and with steps and least compute where the curve is
    over these: as they were spent, without a correction for the batch.

    Raises ValueError where a column that they follow from is missing.
    """
    if target and target != form.target:
        found = column(table, target)
        table = replace(table, more={**table.more, form.target: found})
    return with_steps(table) if set(form.inputs) & set(FROM_BATCHES) else table
