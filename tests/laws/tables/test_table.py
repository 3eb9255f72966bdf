from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Table, table_of_runs
from foretell.laws.tables.table import MORE, told
from foretell.models.flops import effective_params, flops_per_token, params_no_embed, shape_of
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


def test_all_that_is_known_of_a_run_goes_with_it() -> None:
    known = table_of_runs([run(epochs=0.3), run(epochs=2.0)])
    shape, tokens = shape_of(32, 2, 1024, 64), 500 * 16 * 64
    matrices = 6.0 * (params_no_embed(shape) - 5 * 32 + 1024 * 32)  # without the norms, with the head
    attention = 12.0 * 2 * 64 * 32
    assert tuple(known.more) == MORE
    assert {name: column[0] for name, column in known.more.items()} == pytest.approx(
        {
            "params_no_embed": 1.0,
            "params_all": 1.0,
            "flops_no_attention": matrices * tokens,
            "flops_with_attention": (matrices + attention) * tokens,
            "unique_tokens": tokens,
            "seed": 0.0,
            "learning_rate": 0.015,
            "batch_tokens": 1024.0,
        }
    )
    assert known.more["unique_tokens"][1] == tokens / 2
    np.testing.assert_allclose(known.flops, known.more["flops_with_attention"], rtol=1e-12)


def test_another_count_of_parameters_leaves_out_the_rows_that_do_not_tell_it() -> None:
    columns = np.array([[1e6, 2e6, 3e6], [1e8] * 3, [1e15] * 3, [3.0, 2.9, 2.8]])
    known = Table(*columns, more={"params_no_embed": np.array([5e5, np.nan, 0.0])})
    counted = known.counted_by("params_no_embed")
    assert (counted.params.tolist(), counted.loss.tolist()) == ([5e5], [3.0])
    assert counted.excluded == {"no_params_no_embed": 2}


def test_no_fit_depends_on_the_order_of_rows() -> None:
    random = np.random.default_rng(0)
    columns = random.integers(1, 3, (4, 50)).astype(float)
    once, again = (Table(*columns[:, order]).sorted() for order in (np.arange(50), random.permutation(50)))
    for name in ("params", "tokens", "flops", "loss"):
        assert getattr(once, name).tolist() == getattr(again, name).tolist()


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


def test_what_was_left_out_is_told_in_words() -> None:
    assert told({"diverged": 2, "trunk_segment": 1}) == "2 × diverged, 1 × trunk_segment"
    assert not told({})
