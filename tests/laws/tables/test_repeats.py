from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from foretell.laws import Table, read_table
from foretell.laws.tables.repeats import best_of_each, repeats_note


def table(*rows: tuple[float, float, float]) -> Table:
    N, D, L = np.array(rows).reshape(-1, 3).T
    return Table(N, D, 6 * N * D, L)


def test_seeds_are_no_sweep() -> None:
    assert not repeats_note(table((1e6, 1e8, 3.0), (1e6, 1e8, 3.02), (2e6, 1e8, 2.8)))


def test_equal_sizes_and_data_of_different_losses_are_counted() -> None:
    rows = [(1e6, 1e8, 3.0), (2e6, 1e8, 2.9), (1e6, 1e8, 3.1), (1e6, 2e8, 9.0), (2e6, 1e8, 2.5), (1e6, 1e8, 3.05)]
    (note,) = repeats_note(table(*rows))
    assert note.startswith("2 of 3 (N, D) repeat with losses more than 1 % apart")
    assert "keep the best of each (--best, in Python best=True)" in note


def test_the_best_of_each_stays_in_its_order_and_the_rest_is_counted() -> None:
    swept = table((2e6, 1e8, 2.9), (1e6, 1e8, 3.0), (2e6, 1e8, 2.5), (1e6, 2e8, 9.0), (1e6, 1e8, 3.05))
    best = best_of_each(replace(swept, excluded={"missing_value": 1}))
    assert best.loss.tolist() == [3.0, 2.5, 9.0]
    assert best.excluded == {"missing_value": 1, "not_best_learning_rate": 2}
    assert not repeats_note(best)
    assert best_of_each(best).excluded == best.excluded


def test_a_public_sweep_of_learning_rates_becomes_one_run_a_size_and_data(shared: Path) -> None:
    path = shared / "reference/scaling/small_model_sweep_runs.csv"
    every, best = read_table(path), read_table(path, best=True)
    pairs = {
        pair: every.loss[(every.params == pair[0]) & (every.tokens == pair[1])].min()
        for pair in zip(every.params, every.tokens, strict=True)
    }
    assert {(N, D): L for N, D, L in zip(best.params, best.tokens, best.loss, strict=True)} == pairs
    assert best.excluded["not_best_learning_rate"] == len(every) - len(pairs) == 172
    assert np.isfinite(best.more["learning_rate"]).all()
    assert not any("repeat" in note for note in best.notes)


def test_runs_that_read_less_text_again_are_no_repeats() -> None:
    rows = table((1e6, 1e8, 3.0), (1e6, 1e8, 3.2), (2e6, 1e8, 2.8))
    repeated = replace(rows, more={"unique_tokens": np.array([1e8, 1e7, 1e8])})
    assert not repeats_note(repeated)
    assert repeats_note(replace(rows, more={"unique_tokens": np.array([1e8, np.nan, 1e8])}))


def test_a_sweep_says_who_needs_all_of_it() -> None:
    rows = table((1e6, 1e8, 3.0), (1e6, 1e8, 3.2), (2e6, 1e8, 2.8))
    (swept,) = repeats_note(replace(rows, more={"learning_rate": np.array([1e-3, 1e-2, 1e-3])}))
    assert "a sweep of learning rates: keep the best of each" in swept
    assert "steplaw.rate and steplaw.batch need all of it" in swept
    (other,) = repeats_note(replace(rows, more={"learning_rate": np.array([1e-3, 1e-3, 1e-2])}))
    assert "several settings in one table" in other
