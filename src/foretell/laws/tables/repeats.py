"""Runs of equal size and data that end at different losses: something else differs between them."""

from __future__ import annotations

import numpy as np

from foretell.laws.tables.table import Table

MAX_APART = 0.01  # relative: two seeds differ by a few tenths of a percent


def repeats_note(table: Table) -> tuple[str, ...]:
    """A note where rows of one (N, D) differ in loss by more than 1 %, with how many (N, D) do."""
    pairs, group = np.unique(np.stack([table.params, table.tokens]), axis=1, return_inverse=True)
    count = pairs.shape[1]
    least, most = np.full(count, np.inf), np.zeros(count)
    np.minimum.at(least, group, table.loss)
    np.maximum.at(most, group, table.loss)
    apart = int((most / least > 1.0 + MAX_APART).sum())
    if not apart:
        return ()
    return (
        f"{apart} of {count} (N, D) repeat with losses more than {100 * MAX_APART:.0f} % apart, as in a sweep of "
        "learning rates or several settings in one table: keep the best of each, or one setting a table.",
    )
