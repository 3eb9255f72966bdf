"""What is read of a table: the columns of N, D, C and L, what else tells of its runs, and what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from foretell.laws.tables.checkpoints import run_column
from foretell.laws.tables.columns import (
    Column,
    Source,
    check_once,
    find_columns,
    its_columns,
    rank,
    scale_of,
    without_unit,
)

NO_EMBEDDINGS = ("no_embed", "no_embeddings", "non_embedding", "non_embeddings", "without_embeddings")
MORE_NAMES: Mapping[str, tuple[str, ...]] = {  # as in columns.py; peaks first, since a checkpoint's own rate is lower
    "params_no_embed": (
        *(f"{count}_{which}" for which in NO_EMBEDDINGS for count in ("params", "n_params", "num_params")),
        *("non_embedding_params", "non_embedding_parameters", "non_embed_params", "parameters_without_embeddings"),
    ),
    "params_all": (
        *("params_all", "all_params", "params_with_embeddings", "total_params", "n_params_total", "params_total"),
        *("params", "parameters", "n_params", "num_params"),  # where N is taken from another, such as params_effective
    ),
    "flops_no_attention": ("flops_no_attention", "flops_without_attention"),
    "flops_with_attention": ("flops_with_attention",),
    "unique_tokens": ("unique_tokens", "n_unique_tokens", "num_unique_tokens", "tokens_unique"),
    "seed": ("seed", "random_seed"),
    "learning_rate": (
        *("peak_learning_rate", "peak_lr", "lr_peak", "learning_rate_peak", "max_learning_rate", "max_lr", "lr_max"),
        *("learning_rate", "lr", "matrix_rate"),
    ),
    "batch_tokens": (  # a batch_size may be in sequences
        *("batch_tokens", "batch_size_tokens", "batch_size_in_tokens", "global_batch_tokens", "tokens_per_batch"),
        *("global_batch_size_tokens", "tokens_per_step", "batch_in_tokens", "train_batch_tokens"),
    ),
    "epochs": ("epochs", "n_epochs", "num_epochs", "epoch"),  # of which unique_tokens follow
}
MORE_COUNTS = ("params_no_embed", "params_all", "flops_no_attention", "flops_with_attention", "unique_tokens")


@dataclass(frozen=True)
class Choice:
    """The columns to read. `quantities` and `also` must be numbers; a column of `more` that is none is left out."""

    source: Source
    quantities: Mapping[str, Column]
    more: Mapping[str, Column]
    also: tuple[str, ...]
    notes: tuple[str, ...] = ()
    run: str | None = None  # the column that names each row's training, which need not be numbers

    def names(self) -> dict[str, str]:
        """Every column to read once, and for what it is not needed; empty for one that is."""
        optional = {column.name: what for what, column in self.more.items()}
        return optional | dict.fromkeys([*(column.name for column in self.quantities.values()), *self.also], "")


def choose(source: Source, header: Sequence[str], wanted: Mapping[str, str | None], also: Sequence[str] = ()) -> Choice:
    """What to read of a table with this header.

    Raises ValueError where a column that is needed or named is missing, there twice, or in a unit that is not
    understood. Of one that is only guessed, and not needed, `notes` say so.
    """
    quantities = find_columns(source, header, wanted)
    for name in also:
        _check_there(source, header, name)
    more, notes = _find_more(source, header, {column.name for column in quantities.values()})
    guessed = {column.name for column in more.values()}
    told = {
        what: Column(column.name, column.scale, tuple(other for other in column.others if other not in guessed))
        for what, column in quantities.items()
    }
    run = run_column(header)
    is_read = run in (*guessed, *also, *(column.name for column in quantities.values()))
    return Choice(source, told, more, tuple(dict.fromkeys(also)), notes, None if is_read else run)


def _check_there(source: Source, header: Sequence[str], name: str) -> None:
    if name not in header:
        near = get_close_matches(name, header, n=1)
        meant = f"Did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"{source.name} has no column {name!r}. {meant}{its_columns(header)}")
    check_once(source, header, name)


def _find_more(source: Source, header: Sequence[str], taken: set[str]) -> tuple[dict[str, Column], tuple[str, ...]]:
    """The columns of what else is known of the runs, and a note for each that cannot be told from another."""
    found, notes = {}, []
    for what in MORE_NAMES:
        ranks = {name: _rank_of(name, what) for name in header if name not in taken}
        best = min((name for name, place in ranks.items() if place), key=lambda name: ranks[name], default=None)
        if best is None:
            continue
        try:
            check_once(source, header, best)
            scale = scale_of(source, what, best) if what in MORE_COUNTS else 1.0
        except ValueError as error:
            notes.append(not_read(what, error))
        else:
            found[what] = Column(best, scale)
    if "unique_tokens" in found:
        found.pop("epochs", None)
    return found, tuple(notes)


def _rank_of(name: str, what: str) -> int:
    """Where a name stands, what it says in brackets being a part of it ("batch size (tokens)") or its unit."""
    open_name = re.sub(r"[()\[\]]", " ", name)
    return rank(open_name, MORE_NAMES[what]) or rank(without_unit(name), MORE_NAMES[what])


def not_read(what: str, error: ValueError) -> str:
    """A note on a column that holds no numbers and is not needed either."""
    return f"No {what} was read. {error}"
