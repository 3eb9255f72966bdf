from __future__ import annotations

import pytest

from foretell.laws.tables.choice import MORE_NAMES, choose
from foretell.laws.tables.columns import Column, Source
from foretell.laws.tables.table import MORE

RUNS = Source("runs.csv")
NONE = dict.fromkeys(("params", "tokens", "flops", "loss"))


def more(*header: str) -> dict[str, Column]:
    return dict(choose(RUNS, ("tokens", "loss", *header), {**NONE, "params": header[0]}).more)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        *(("params_no_embed", name) for name in ("params_non_embedding", "non_embedding_params", "n_params_no_embed")),
        *(("params_all", name) for name in ("total_params", "params", "config/params")),
        *(("learning_rate", name) for name in ("lr", "Peak LR", "lr (peak)", "optimizer/lr", "learning-rate")),
        *(
            ("batch_tokens", name)
            for name in ("batch_tokens", "batch size (tokens)", "Batch [tokens]", "tokens per step")
        ),
        *(("seed", name) for name in ("seed", "config/seed", "Random seed")),
        *(("unique_tokens", name) for name in ("unique_tokens", "Unique tokens")),
        ("epochs", "epochs"),
    ],
)
def test_names_as_people_write_them_are_recognised(what: str, name: str) -> None:
    assert more("my_n", name) == {what: Column(name)}


@pytest.mark.parametrize("name", ["batch_size", "batch (sequences)", "global_batch_seqs", "seeds", "flops_6nd", "lrs"])
def test_what_may_be_something_else_is_not(name: str) -> None:
    assert more("my_n", name) == {}


def test_every_further_quantity_has_usual_names_and_only_epochs_is_none() -> None:
    assert set(MORE_NAMES) - set(MORE) == {"epochs"}
    assert set(MORE) <= set(MORE_NAMES)


def test_a_count_in_millions_is_scaled() -> None:
    assert more("my_n", "params_no_embed (M)") == {"params_no_embed": Column("params_no_embed (M)", 1e6)}


def test_unique_tokens_come_before_epochs_and_peaks_before_the_rate_of_a_checkpoint() -> None:
    assert more("my_n", "epochs", "unique_tokens", "lr", "lr_peak") == {
        "unique_tokens": Column("unique_tokens"),
        "learning_rate": Column("lr_peak"),
    }


def test_a_column_is_not_taken_twice() -> None:
    choice = choose(RUNS, ("params_effective", "params", "params_no_embed", "n", "D", "loss"), NONE)
    assert choice.quantities["params"] == Column("params_effective", others=("n",))
    assert choice.more == {"params_no_embed": Column("params_no_embed"), "params_all": Column("params")}
    assert more("params_no_embed") == {}


def test_what_is_read_is_named_once_with_what_it_is_not_needed_for() -> None:
    choice = choose(RUNS, ("N", "D", "loss", "lr", "seed", "acc"), NONE, ("acc", "seed", "acc"))
    assert choice.names() == {"N": "", "D": "", "loss": "", "lr": "learning_rate", "seed": "", "acc": ""}


def test_what_was_asked_for_must_be_there_once() -> None:
    with pytest.raises(ValueError, match=r"^runs\.csv has no column 'mmlu'\. Its columns: N, D, loss, a, a\.$"):
        choose(RUNS, ("N", "D", "loss", "a", "a"), NONE, ("mmlu",))
    with pytest.raises(ValueError, match=r"^runs\.csv has 2 columns named 'a'"):
        choose(RUNS, ("N", "D", "loss", "a", "a"), NONE, ("a",))
