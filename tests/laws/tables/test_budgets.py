from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table, falls
from foretell.laws.tables.budgets import budgets, lowest


def table_of(flops: np.ndarray) -> Table:
    N = np.linspace(1e5, 2e5, len(flops))
    return Table(N, flops / (6 * N), flops, np.linspace(3.0, 2.0, len(flops)))


@given(
    st.integers(1, 6),
    st.integers(3, 8),
    st.floats(1.5, 4.0),
    st.floats(0.0, 0.02),
    st.integers(0, 99),
    st.floats(1, 1e20),
)
def test_budgets_are_found_whatever_their_jitter_and_order(
    count: int, sizes: int, ratio: float, jitter: float, seed: int, first: float
) -> None:
    random = np.random.default_rng(seed)
    true = np.repeat(np.arange(count), sizes)
    flops = first * ratio**true * np.exp(random.uniform(-jitter, jitter, len(true)))
    order = random.permutation(len(true))
    found = budgets(table_of(flops[order]))
    assert [sorted(true[order][rows]) for rows in found] == [[i] * sizes for i in range(count)]


def test_every_row_is_in_one_budget() -> None:
    flops = np.exp(np.random.default_rng(0).normal(45, 2, 300))
    found = budgets(table_of(flops))
    assert sorted(np.concatenate(found)) == list(range(300))
    assert all(flops[a].max() < flops[b].min() for a, b in pairwise(found))


def test_the_lowest_cell_of_each_budget_and_the_falls_between_them() -> None:
    flops = np.repeat([1e12, 2e12], 3)
    N = np.array([1e5, 2e5, 3e5] * 2)
    table = Table(N, flops / (6 * N), flops, np.array([3.0, 2.8, 2.9, 2.7, 2.6, 2.5]))
    first, second = lowest(table)
    assert (first.params, first.interior, first.runs) == (2e5, True, 3)
    assert (second.params, second.interior) == (3e5, False)
    assert falls(table) == (pytest.approx(100 * np.log(2.8 / 2.5)),)
