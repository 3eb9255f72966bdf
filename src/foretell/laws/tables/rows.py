"""Columns of numbers become a Table: rows that cannot be used are counted, and what looks wrong is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.checkpoints import RUN, checkpoints_note, last_of_each
from foretell.laws.tables.choice import Choice
from foretell.laws.tables.columns import Column
from foretell.laws.tables.counts import check_counts, check_units, flops_warning, ratio_note, without_slips
from foretell.laws.tables.design import one_ratio_warning
from foretell.laws.tables.loss_unit import unit_note
from foretell.laws.tables.order import by, is_like_the_row_before
from foretell.laws.tables.outliers import lone_warning, outlier_warning
from foretell.laws.tables.repeats import best_of_each, repeats_note
from foretell.laws.tables.table import Array, Table, told

MAX_ROWS = 10_000  # a law needs one row a finished training, and with more its bootstrap takes minutes
MAY_BE_ANYTHING = ("seed",)  # all else is over zero


@np.errstate(all="ignore")  # numbers beyond all sense make infinities, which no check takes for a number
def table_of(
    choice: Choice,
    columns: Mapping[str, Array],
    notes: Sequence[str] = (),
    is_best_only: bool = False,
    is_last_only: bool = False,
) -> Table:
    """A table from columns [n] by their names; `notes` say how they were read.

    Rows with a missing, zero, negative or infinite N, D, C or L and rows that are there twice are left out and
    counted; so are all but the last of each training where `is_last_only`, all but the best of each (N, D) where
    `is_best_only`, and what is over `MAX_ROWS`. Raises
    ValueError, naming the table, where no row stays or a column must be in another unit.
    """
    name = choice.source.name
    read = {what: _scaled(columns[column.name], column) for what, column in choice.quantities.items()}
    derived, how = _derived(read)
    N, D, C, L = (derived[what] for what in ("params", "tokens", "flops", "loss"))
    table = _usable(Table(N, D, C, L, more=_more(choice, columns, D)), read)
    if not len(table):
        left_out = told(table.excluded) or "nothing, it is empty"
        raise ValueError(f"{name} has no row that can be used. Left out: {left_out}.")
    check_counts(table, name, {what: column.name for what, column in choice.quantities.items()})
    check_units(table, name)
    table = last_of_each(table, name) if is_last_only else table
    table = best_of_each(table) if is_best_only else table
    kept = without_slips(thinned(table))
    repeats = checkpoints_note(table) or repeats_note(table)
    doubts = (*ratio_note(kept), *unit_note(choice.quantities["loss"].name, kept), *repeats)
    said = (_read(choice, columns, how), *notes, *choice.notes, *kept.notes, *doubts)
    counts = (*kept.warnings, *flops_warning(kept), *one_ratio_warning(kept))
    return replace(kept, notes=said, warnings=(*counts, *lone_warning(kept), *outlier_warning(kept)))


def _scaled(values: Array, column: Column) -> Array:
    return values if column.scale == 1.0 else values * column.scale


def _derived(read: Mapping[str, Array]) -> tuple[dict[str, Array], tuple[str, ...]]:
    """N, D, C and L, of which one may follow from C = 6 N D, and how it does."""
    values = dict(read)
    if "flops" not in values:
        return values | {"flops": 6.0 * values["params"] * values["tokens"]}, ("flops as 6 N D",)
    for what, other in (("params", "tokens"), ("tokens", "params")):
        if what not in values:
            values[what] = values["flops"] / (6.0 * values[other])
            return values, (f"{what} as C / (6 {'D' if other == 'tokens' else 'N'})",)
    return values, ()


def _more(choice: Choice, columns: Mapping[str, Array], tokens: Array) -> dict[str, Array]:
    """What else is known of the runs, NaN where a row does not tell it, and what was asked for."""
    found = {}
    for what, column in choice.more.items():
        if column.name in columns:
            values = _scaled(columns[column.name], column)
            tells = np.isfinite(values) & ((values > 0.0) | (what in MAY_BE_ANYTHING))
            found[what] = np.where(tells, values, np.nan)
    epochs = found.pop("epochs", None)
    if epochs is not None and "unique_tokens" not in found:
        found["unique_tokens"] = tokens / np.maximum(epochs, 1.0)
    if choice.run:
        found[RUN] = columns[choice.run]
    return found | {name: np.where(np.isfinite(columns[name]), columns[name], np.nan) for name in choice.also}


def _usable(table: Table, read: Mapping[str, Array]) -> Table:
    """The rows that a law can be fitted to, and why each of the others goes."""
    missing = np.any([np.isnan(column) for column in read.values()], axis=0)
    whole = [table.params, table.tokens, table.flops, table.loss]
    good = ~missing & np.all([(column > 0.0) & np.isfinite(column) for column in whole], axis=0)
    kept = table.where(good)
    again = repeated([kept.loss, *(getattr(kept, what) for what in read), *kept.more.values()])
    counts = {
        "missing_value": int(missing.sum()),
        "not_positive_and_finite": int((~missing & ~good).sum()),
        "repeated_row": int(again.sum()),
    }
    rest = kept.where(~again) if again.any() else kept
    return replace(rest, excluded={reason: n for reason, n in counts.items() if n})


def repeated(columns: Sequence[Array]) -> NDArray[np.bool_]:
    """Which rows of columns [n] were there before, in all columns; NaN equals NaN."""
    again = np.zeros(len(columns[0]), dtype=np.bool_)
    order = by(*columns)
    again[order[1:]] = is_like_the_row_before(order, *columns)  # equal rows stay in their order
    return again


def thinned(table: Table) -> Table:
    """At most `MAX_ROWS` rows, evenly through the table in the order of compute; the rest is counted, and told."""
    n = len(table)
    if n <= MAX_ROWS:
        return table
    rows = table.order()[np.linspace(0, n - 1, MAX_ROWS).round().astype(np.intp)]
    note = (
        f"Of {n:,} rows that can be used {MAX_ROWS:,} are kept, evenly through them in the order of compute: a law "
        "needs one row a finished training."
    )
    excluded = dict(sorted((table.excluded | {"thinned_evenly": n - MAX_ROWS}).items()))
    return replace(table.take(rows), excluded=excluded, notes=(*table.notes, note))


def _read(choice: Choice, columns: Mapping[str, Array], derived: Sequence[str]) -> str:
    """Which column was read for what."""
    quantities = ", ".join(f"{what} from {column.told()}" for what, column in choice.quantities.items())
    more = [f"{what} from {column.told()}" for what, column in choice.more.items() if column.name in columns]
    also = f"also {', '.join((*more, *map(repr, choice.also)))}" if more or choice.also else ""
    return f"Read: {'; '.join(part for part in (quantities, *derived, also) if part)}."
