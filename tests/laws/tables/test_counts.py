from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Table, fit_table, table_of_frame
from foretell.laws.form import Fit
from foretell.laws.tables.counts import check_counts, check_units, flops_warning, ratio_note, without_slips


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


@pytest.mark.parametrize("column", ["params", "tokens", "flops"])
@pytest.mark.parametrize("factor", [0.001, 0.1, 2.5, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("row", [0, 17, 34])
def test_a_row_in_another_unit_is_left_out_counted_and_named(
    column: str, factor: float, row: int, chinchilla_ladder: Table
) -> None:
    frame = {name: getattr(chinchilla_ladder, name).copy() for name in ("params", "tokens", "flops", "loss")}
    frame[column][row] *= factor
    table = table_of_frame(frame)
    assert table.excluded == {"flops_unlike_6nd": 1}
    assert len(table) == 34
    (said,) = table.warnings
    assert said.startswith(f"1 row was left out: N {frame['params'][row]:.4g}, D {frame['tokens'][row]:.4g}, C ")


def test_the_law_is_that_of_the_other_rows(chinchilla_ladder: Table) -> None:
    frame = {name: getattr(chinchilla_ladder, name).copy() for name in ("params", "tokens", "flops", "loss")}
    rest = {name: np.delete(column, 4) for name, column in frame.items()}
    frame["params"][4] *= 1e3
    slip, without = (fit_table(table_of_frame(each), Fit(draws=4)) for each in (frame, rest))
    assert slip.coefficients == without.coefficients
    assert slip.excluded == {"flops_unlike_6nd": 1}
    assert "is 0.001 × the C / 6 N D of the others" in slip.warnings[0]


def test_half_a_table_in_another_unit_is_left_out_though_its_neighbours_are_like_it(chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    slips = np.arange(len(t)) % 3 == 1
    kept = without_slips(Table(np.where(slips, t.params / 1e6, t.params), t.tokens, t.flops, t.loss))
    assert kept.excluded == {"flops_unlike_6nd": int(slips.sum())}
    assert "(3 told)" in kept.warnings[0]


def test_another_way_of_counting_drifts_with_the_size_and_is_no_slip() -> None:
    shape = np.geomspace(1e5, 1e9, 25)
    head = 50_000 * shape**0.25  # parameters of the head, which N does not count and C does
    D = 1e10 * np.exp(np.random.default_rng(0).normal(size=25))
    table = Table(shape, D, 6 * (shape + head) * D, np.ones(25))
    off = np.log(table.flops / (6 * table.params * table.tokens))
    assert np.ptp(off) > 2.0
    assert without_slips(table) is table


@pytest.mark.parametrize("rows", [1, 2, 3, 25])
def test_few_rows_and_clean_rows_stay(rows: int) -> None:
    N = np.geomspace(1e6, 1e9, rows)
    table = Table(N, 20 * N, 120 * N**2, np.ones(rows))
    assert without_slips(table) is table


def table_with(factor: float) -> Table:
    N, D = np.array([1e6, 2e6]), np.array([1e8, 2e8])
    return Table(N, D, factor * 6 * N * D, np.ones(2))
