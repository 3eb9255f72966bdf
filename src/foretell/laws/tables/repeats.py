"""Runs of equal size and data that end at different losses: something else differs between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.order import by, is_like_the_row_before
from foretell.laws.tables.table import Table

MAX_APART = 0.01  # relative: two seeds differ by a few tenths of a percent


def best_of_each(table: Table) -> Table:
    """The run of the lowest loss of each (N, D), in the table's order; the others are counted.

    A sweep of learning rates has one run a rate, and a law is of the best of them.
    """
    order, first = _by_size_and_data(table)
    kept = table.take(np.sort(order[first]))
    left_out = len(table) - len(kept)
    more = {"not_best_learning_rate": left_out} if left_out else {}
    return replace(kept, excluded=dict(sorted((table.excluded | more).items())))


def repeats_note(table: Table) -> tuple[str, ...]:
    """A note where rows of one (N, D) differ in loss by more than 1 %, with how many (N, D) do."""
    order, first = _by_size_and_data(table)
    L = table.loss[order]
    least, most = L[first], L[np.append(first[1:], len(L)) - 1]
    apart = int((most > (1.0 + MAX_APART) * least).sum())
    if not apart:
        return ()
    return (
        f"{apart} of {len(first)} (N, D) repeat with losses more than {100 * MAX_APART:.0f} % apart, as in a sweep of "
        "learning rates or several settings in one table: keep the best of each (--best, in Python best=True), or "
        "one setting a table.",
    )


def _by_size_and_data(table: Table) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows by N, D and then loss, and where in that order each (N, D) begins."""
    order = by(table.params, table.tokens, table.loss)
    begins = np.append(True, ~is_like_the_row_before(order, table.params, table.tokens))
    return order, np.flatnonzero(begins[: len(order)])
