from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Table
from foretell.laws.tables.counts import check_counts, check_units, flops_warning, ratio_note


@pytest.mark.parametrize(("factor", "is_told"), [(1.0, False), (1.05, False), (1.3, True), (0.7, True), (15.0, True)])
def test_another_count_of_flops_is_told(factor: float, is_told: bool) -> None:
    table = table_with(factor)
    check_units(table, "runs.csv")
    assert bool(flops_warning(table)) is is_told


@pytest.mark.parametrize("factor", [1e-15, 1e-6, 0.04, 25.0, 1e18])
def test_a_column_in_another_unit_is_refused(factor: float) -> None:
    with pytest.raises(
        ValueError, match=r"runs\.csv: C is .* × 6 N D: one of the columns is in another unit"
    ) as caught:
        check_units(table_with(factor), "runs.csv")
    assert f"C is {factor:.3g} ×" in str(caught.value)


@pytest.mark.parametrize(
    ("N", "D", "message"),
    [
        (25.0, 5e8, r"runs\.csv: column 'n', taken for params, has a median of 25: is it in another unit"),
        (25e6, 0.5, r"runs\.csv: column 'd', taken for tokens, has a median of 0\.5: is it in another unit"),
    ],
)
def test_counts_too_low_for_plain_ones_are_refused(N: float, D: float, message: str) -> None:
    table = Table(np.full(3, N), np.full(3, D), np.full(3, 6 * N * D), np.ones(3))
    with pytest.raises(ValueError, match=message):
        check_counts(table, "runs.csv", {"params": "n", "tokens": "d", "loss": "loss"})


def test_a_count_that_follows_is_checked_too() -> None:
    table = Table(np.full(3, 25e6), np.full(3, 0.7), np.full(3, 1e8), np.ones(3))
    with pytest.raises(ValueError, match=r"runs\.csv: tokens from 'n' and 'PF' has a median of 0\.7"):
        check_counts(table, "runs.csv", {"params": "n", "flops": "PF", "loss": "loss"})


def test_the_least_plain_counts_pass() -> None:
    check_counts(Table(np.full(3, 1e3), np.full(3, 1e3), np.full(3, 6e6), np.ones(3)), "t", {})


@pytest.mark.parametrize(("ratio", "is_told"), [(1e-4, True), (0.1, False), (20, False), (1e4, False), (2e7, True)])
def test_tokens_that_go_with_no_such_size_are_told(ratio: float, is_told: bool) -> None:
    N = np.full(3, 7e6)
    assert [f"{ratio:.3g} × the parameters" in note for note in ratio_note(Table(N, ratio * N, N, N))] == [
        True
    ] * is_told


def table_with(factor: float) -> Table:
    N, D = np.array([1e6, 2e6]), np.array([1e8, 2e8])
    return Table(N, D, factor * 6 * N * D, np.ones(2))
