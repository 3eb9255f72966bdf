from __future__ import annotations

import numpy as np

from foretell.laws import Table
from foretell.laws.tables.repeats import repeats_note


def table(*rows: tuple[float, float, float]) -> Table:
    N, D, L = np.array(rows).reshape(-1, 3).T
    return Table(N, D, 6 * N * D, L)


def test_seeds_are_no_sweep() -> None:
    assert not repeats_note(table((1e6, 1e8, 3.0), (1e6, 1e8, 3.02), (2e6, 1e8, 2.8)))


def test_equal_sizes_and_data_of_different_losses_are_counted() -> None:
    rows = [(1e6, 1e8, 3.0), (2e6, 1e8, 2.9), (1e6, 1e8, 3.1), (1e6, 2e8, 9.0), (2e6, 1e8, 2.5), (1e6, 1e8, 3.05)]
    (note,) = repeats_note(table(*rows))
    assert note.startswith("2 of 3 (N, D) repeat with losses more than 1 % apart")
    assert note.endswith("keep the best of each, or one setting a table.")
