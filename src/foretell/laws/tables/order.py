"""Rows in the order of several columns, fast where the first column leaves few of them equal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


def by(*columns: Column) -> NDArray[np.intp]:
    """The order of rows [n] by the first column, among equals by the second, and so on; the rest as they stand.

    It is `np.lexsort(columns[::-1])`. That sorts all rows once a column, which for ten million takes half a minute.
    """
    order = np.argsort(columns[0], kind="stable")
    values = columns[0][order]
    same = _equal(values[1:], values[:-1])
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same)[: len(order)])
    rows = order[tied]
    order[tied] = rows[np.lexsort([column[rows] for column in columns[::-1]])]
    return order


def is_like_the_row_before(order: NDArray[np.intp], *columns: Column) -> NDArray[np.bool_]:
    """For each row but the first, in `order`: whether all its columns are those of the row before; NaN equals NaN."""
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for column in columns:
        values = column[order]
        same &= _equal(values[1:], values[:-1])
    return same


def _equal(a: Column, b: Column) -> NDArray[np.bool_]:
    return np.asarray((a == b) | (np.isnan(a) & np.isnan(b)), dtype=np.bool_)
