"""A run far from the others is told; runs that a law, or its noise, explains are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table, read_table
from foretell.laws.tables.outliers import lone_warning, outlier_warning, outliers

N, D = (grid.ravel() for grid in np.meshgrid(np.geomspace(1e7, 1e10, 5), np.geomspace(2e8, 2e11, 5)))


def grid_of(noise: float = 0.0, seed: int = 0) -> Table:
    """Twenty-five runs about Hoffmann et al.'s law."""
    L = 1.6934 + 406.4 * N**-0.3392 + 410.7 * D**-0.2849
    return Table(N, D, 6 * N * D, L * np.exp(np.random.default_rng(seed).normal(0.0, noise, len(L))))


def with_loss(table: Table, row: int, factor: float) -> Table:
    return replace(table, loss=np.where(np.arange(len(table)) == row, factor * table.loss, table.loss))


@given(st.integers(0, 24), st.sampled_from([10.0, 0.1]), st.floats(0.0, 0.02), st.integers(0, 99))
def test_one_run_at_ten_times_its_loss_is_found_wherever_it_lies(
    row: int, factor: float, noise: float, seed: int
) -> None:
    rows, ratios = outliers(with_loss(grid_of(noise, seed), row, factor))
    assert rows.tolist() == [row]
    assert ratios[0] == pytest.approx(factor, rel=0.2)


@given(st.floats(0.0, 0.03), st.integers(0, 99))
def test_noise_is_no_outlier(noise: float, seed: int) -> None:
    assert not len(outliers(grid_of(noise, seed))[0])


def test_the_row_is_told_and_stays() -> None:
    table = with_loss(grid_of(), 7, 10.0)
    (told,) = outlier_warning(table)
    assert told.startswith(f"1 run is far from the others: N {N[7]:.4g}, D {D[7]:.4g}, loss {table.loss[7]:.4g} is ")
    assert "Nothing was dropped for that" in told


def test_of_many_the_worst_are_told() -> None:
    table = grid_of()
    for row, factor in ((1, 10.0), (9, 20.0), (17, 30.0), (23, 40.0)):
        table = with_loss(table, row, factor)
    (told,) = outlier_warning(table)
    assert told.startswith("4 runs are far from the others: ")
    assert told.count("loss ") == 3
    assert f"D {D[1]:.4g}, loss {table.loss[1]:.4g}" not in told


@pytest.mark.parametrize(
    "name", ["chinchilla_fig4_points", "overtraining_runs_loss", "small_model_sweep_runs", "task_ladder_runs"]
)
def test_public_tables_of_runs_that_ended_well_have_none(name: str, shared: Path) -> None:
    table = read_table(shared / f"reference/scaling/{name}.csv")
    assert outlier_warning(table) == lone_warning(table) == ()
    assert "flops_unlike_6nd" not in table.excluded


def test_public_runs_that_saw_their_text_too_often_are_found(shared: Path) -> None:
    table = read_table(shared / "reference/scaling/data_constrained_runs.csv")
    rows, _ = outliers(table)
    assert set(np.flatnonzero((table.loss > 5.2) & (table.tokens > 4e9))) <= set(rows)
    assert len(rows) < 0.1 * len(table)


@pytest.mark.parametrize("column", ["params", "tokens"])
@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_a_run_whose_size_or_data_stands_alone_is_told(column: str, factor: float) -> None:
    table = grid_of(0.01)
    values = getattr(table, column).copy()
    values[12] *= factor
    (said,) = lone_warning(replace(table, **{column: values}))
    assert said.startswith(f"{column[0].upper().replace('T', 'D').replace('P', 'N')} {values[12]:.4g} stands alone")


def test_two_scales_of_a_table_and_a_step_that_grids_have_do_not_stand_alone() -> None:
    table = grid_of()
    half = replace(table, params=np.where(N > 1e8, table.params * 100.0, table.params))
    assert lone_warning(half) == lone_warning(table) == ()


@pytest.mark.parametrize("rows", [0, 1, 3, 4])
def test_few_rows_tell_nothing(rows: int) -> None:
    assert outlier_warning(grid_of().take(np.arange(rows))) == ()


def test_one_size_one_number_of_tokens_and_numbers_beyond_sense_are_no_crash() -> None:
    n = 12
    for N, D in ((np.full(n, 1e8), np.geomspace(1e9, 1e12, n)), (np.full(n, 1e300), np.full(n, 1e-300))):
        assert outlier_warning(Table(N, D, 6 * N * D, np.full(n, 3.0))) == ()
