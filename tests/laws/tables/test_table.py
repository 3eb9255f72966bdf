from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Table, table_of_runs
from foretell.laws.tables.table import check_counts, check_units, flops_warning, ratio_note, told
from foretell.models.flops import effective_params, flops_per_token, shape_of
from foretell.nouns import Run, Rung


def run(width: int = 32, steps: int = 500, **changed: object) -> Run:
    shape = shape_of(width, 2, 1024, 64)
    rung = Rung(shape=shape, last_step=steps, decay_from=round(steps * 0.8))
    facts = {"bits_per_byte": 2.0, "epochs": 0.3, "diverged": ""} | changed
    flops = rung.tokens * flops_per_token(shape)
    return Run(rung=rung, params=1, params_no_embed=1, tokens=rung.tokens, flops=flops, curve=(), **facts)


def test_runs_become_rows_of_which_c_is_6_n_d() -> None:
    table = table_of_runs([run(), run(width=48)])
    assert table.params[1] == effective_params(shape_of(48, 2, 1024, 64))
    np.testing.assert_allclose(table.flops, 6 * table.params * table.tokens, rtol=1e-12)
    assert not table.excluded
    assert not table.warnings


def test_what_cannot_be_fitted_is_left_out_and_counted() -> None:
    cells = [run(), run(bits_per_byte=None), run(bits_per_byte=None), run(diverged="loss is nan")]
    table = table_of_runs([*cells, run(bits_per_byte=float("nan"))])
    assert len(table) == 1
    assert table.excluded == {"diverged": 1, "loss_not_positive_and_finite": 1, "trunk_segment": 2}


def test_repeated_text_stays_but_is_told() -> None:
    table = table_of_runs([run(), run(epochs=1.5)])
    assert len(table) == 2
    assert not table.notes
    assert table.warnings[0].startswith("1 of 2 runs saw their text more than once")


def test_no_runs_are_an_empty_table() -> None:
    assert len(table_of_runs([])) == 0


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


def test_what_was_left_out_is_told_in_words() -> None:
    assert told({"diverged": 2, "trunk_segment": 1}) == "2 × diverged, 1 × trunk_segment"
    assert not told({})
