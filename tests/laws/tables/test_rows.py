from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table
from foretell.laws.tables.choice import choose
from foretell.laws.tables.columns import Source
from foretell.laws.tables.rows import MAX_ROWS, repeated, table_of

NONE = dict.fromkeys(("params", "tokens", "flops", "loss"))


def read(best: bool = False, also: tuple[str, ...] = (), **columns: object) -> Table:
    arrays = {name: np.array(column, dtype=np.float64) for name, column in columns.items()}
    return table_of(choose(Source("runs.csv"), [*arrays], NONE, also), arrays, (), best)


CELLS = st.sampled_from([1e6, 2e6, 0.0, -1.0, np.nan, np.inf, 1e300, 1e-300])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_each_row_is_kept_or_counted_for_one_reason(rows: list[tuple[float, ...]]) -> None:
    N, D, L = np.array(rows).T
    N, D, L = (np.append(column, good) for column, good in ((N, [3e6] * 12), (D, [3e6] * 12), (L, range(1, 13))))
    table = read(N=N, D=D, loss=L)  # most rows are good, so that no unit is in doubt
    assert len(table) + sum(table.excluded.values()) == len(L)
    whole = np.stack([table.params, table.tokens, table.flops, table.loss])
    assert (np.isfinite(whole) & (whole > 0.0)).all()
    assert table.excluded.get("missing_value", 0) == sum(any(np.isnan(row)) for row in rows)
    pairs = set(zip(table.params, table.tokens, table.loss, strict=True))
    assert len(pairs) == len(table)


def test_of_equal_rows_the_first_stays_and_another_seed_is_another_row() -> None:
    table = read(N=[1e8, 2e8, 1e8, 1e8], D=[1e9] * 4, loss=[3.0] * 4, seed=[0, 0, 1, 0])
    assert table.more["seed"].tolist() == [0, 0, 1]
    assert table.excluded == {"repeated_row": 1}


def test_what_a_row_does_not_tell_equals_what_another_does_not_tell() -> None:
    nan = np.nan
    assert repeated([np.array([1.0, 1.0, 1.0]), np.array([nan, 2.0, nan])]).tolist() == [False, False, True]
    assert repeated([np.array([])]).tolist() == []


def test_unique_tokens_follow_from_epochs() -> None:
    table = read(N=[1e8] * 4, D=[4e9] * 4, loss=[3.1, 3.2, 3.3, 3.4], epochs=[0.5, 4.0, -1.0, np.nan])
    np.testing.assert_array_equal(table.more["unique_tokens"], [4e9, 1e9, np.nan, np.nan])
    assert set(table.more) == {"unique_tokens"}
    given_too = read(N=[1e8] * 4, D=[4e9] * 4, loss=[3.1, 3.2, 3.3, 3.4], epochs=[2] * 4, unique_tokens=[7e8] * 4)
    assert given_too.more["unique_tokens"].tolist() == [7e8] * 4


def test_what_no_run_can_have_is_taken_for_not_told() -> None:
    table = read(N=[1e8] * 3, D=[4e9] * 3, loss=[3.1, 3.2, 3.3], lr=[0.1, 0.0, np.inf], seed=[0, 1, -1])
    np.testing.assert_array_equal(table.more["learning_rate"], [0.1, np.nan, np.nan])
    np.testing.assert_array_equal(table.more["seed"], [0, 1, -1])


def test_what_was_asked_for_may_be_zero_or_negative() -> None:
    table = read(N=[1e8] * 3, D=[4e9] * 3, loss=[3.1, 3.2, 3.3], score=[-2.0, 0.0, -np.inf], also=("score",))
    np.testing.assert_array_equal(table.more["score"], [-2.0, 0.0, np.nan])


def test_a_large_table_is_thinned_evenly_whatever_the_order_of_its_rows_and_told() -> None:
    n = 3 * MAX_ROWS
    random = np.random.default_rng(0)
    N, D, loss = np.geomspace(1e7, 1e9, n), random.uniform(1e9, 1e10, n), random.uniform(2.0, 3.0, n)
    tables = [
        read(N=N[order], D=D[order], loss=loss[order], seed=order) for order in (np.arange(n), random.permutation(n))
    ]
    for table in tables:
        assert len(table) == MAX_ROWS
        assert table.excluded == {"thinned_evenly": n - MAX_ROWS}
        assert any(note.startswith("Of 30,000 rows that can be used 10,000 are kept, evenly") for note in table.notes)
        assert (table.flops.min(), table.flops.max()) == ((6 * N * D).min(), (6 * N * D).max())
        places = np.searchsorted(np.sort(6 * N * D), table.flops)
        assert np.ptp(np.diff(places)) <= 1
    assert tables[0].loss.tolist() == tables[1].loss.tolist()
    assert tables[0].more["seed"].tolist() == tables[1].more["seed"].tolist()


def test_a_table_of_the_most_rows_stays_whole() -> None:
    n = MAX_ROWS
    table = read(N=np.geomspace(1e7, 1e9, n), D=np.full(n, 1e9), loss=np.linspace(3.0, 2.0, n))
    assert (len(table), table.excluded) == (n, {})


def test_the_best_of_each_are_chosen_before_it_is_thinned() -> None:
    n = 2 * MAX_ROWS
    N = np.repeat(np.geomspace(1e7, 1e9, 100), n // 100)
    table = read(best=True, N=N, D=np.full(n, 1e9), loss=np.linspace(3.0, 2.0, n))
    assert (len(table), table.excluded) == (100, {"not_best_learning_rate": n - 100})


def test_three_rows_are_a_table() -> None:
    assert len(read(N=[1e8, 2e8, 3e8], D=[1e9] * 3, loss=[3.0, 2.9, 2.8])) == 3


def test_a_run_far_from_the_others_and_one_ratio_are_warnings_that_go_on_with_a_law() -> None:
    N = np.geomspace(1e7, 1e9, 9)
    loss = 1.7 + 400 * N**-0.34
    loss[4] *= 10.0
    table = read(N=N, D=20 * N, loss=loss)
    assert [warning[:33] for warning in table.warnings] == [
        "All 9 runs saw about 20 tokens a ",
        "1 run is far from the others: N 1",
    ]
    assert len(table) == 9
