from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws.tables.order import by, is_like_the_row_before

CELLS = st.sampled_from([0.0, -1.0, 2.5, 1e300, np.inf, np.nan])
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=20)


@given(ROWS)
def test_the_order_is_that_of_all_columns_sorted_at_once(rows: list[tuple[float, ...]]) -> None:
    a, b, c = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    np.testing.assert_array_equal(by(a, b, c), np.lexsort((c, b, a)))


@given(ROWS)
def test_rows_like_those_before_them_are_found_nan_being_like_nan(rows: list[tuple[float, ...]]) -> None:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    order = by(*columns)
    seen = [tuple(map(str, columns[:, i] + 0.0)) for i in order]
    like = [a == b for a, b in pairwise(seen)]
    assert is_like_the_row_before(order, *columns).tolist() == like
