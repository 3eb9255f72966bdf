"""Runs of equal size and data that end at different losses: something else differs between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.order import by, is_like_the_row_before
from foretell.laws.tables.table import Table

MAX_APART = 0.01  # relative: two seeds differ by a few tenths of a percent
SWEPT = {"learning_rate": "learning rates", "batch_tokens": "batches"}


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
    """A note where rows of one N, D and text differ in loss by more than 1 %, with how many do."""
    order, first = _by_size_and_data(table, *_text(table))
    L = table.loss[order]
    least, most = L[first], L[np.append(first[1:], len(L)) - 1]
    apart = int((most > (1.0 + MAX_APART) * least).sum())
    if not apart:
        return ()
    return (
        f"{apart} of {len(first)} (N, D) repeat with losses more than {100 * MAX_APART:.0f} % apart, as in "
        f"{_what_differs(table, order, first)}",
    )


def _what_differs(table: Table, order: NDArray[np.intp], first: NDArray[np.intp]) -> str:
    """What the repeats look like, and what to do about them."""
    best = "keep the best of each (--best, in Python best=True)"
    within = np.setdiff1d(np.arange(len(order)), first)  # a row whose N and D are those of the row before
    for name, said in SWEPT.items():
        swept = table.more.get(name, np.array([np.nan] * len(table)))[order]
        if (swept[within] != swept[within - 1])[np.isfinite(swept[within] + swept[within - 1])].any():
            return f"a sweep of {said}: {best}. Only steplaw.rate and steplaw.batch need all of it."
    return f"a sweep of learning rates or several settings in one table: {best}, or one setting a table."


def _text(table: Table) -> tuple[NDArray[np.float64], ...]:
    """Unique tokens, where the table tells them: runs that read less text again are no repeats."""
    unique = table.more.get("unique_tokens")
    return () if unique is None else (np.minimum(np.nan_to_num(unique, nan=np.inf), table.tokens),)


def _by_size_and_data(table: Table, *more: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows by N, D, `more` and then loss, and where in that order each (N, D, more) begins."""
    keys = (table.params, table.tokens, *more)
    order = by(*keys, table.loss)
    begins = np.append(True, ~is_like_the_row_before(order, *keys))
    return order, np.flatnonzero(begins[: len(order)])
