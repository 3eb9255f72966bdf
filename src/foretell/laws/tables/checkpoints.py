"""Tables with many rows a training, one a checkpoint: all but the last are of a training that had not ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.columns import rank
from foretell.laws.tables.order import by, is_like_the_row_before
from foretell.laws.tables.table import Table

RUN = "run"  # in `Table.more`: which training a row is of, counted from 0 in the order of the table
RUN_NAMES = ("run", "run_id", "run_name", "experiment", "experiment_name", "experiment_id")
STEP_NAMES = (
    *("step", "steps", "global_step", "train_step", "training_step", "train_steps", "training_steps"),
    *("iteration", "iterations", "iter", "iters", "checkpoint", "checkpoint_step"),
)


def run_column(header: Sequence[str]) -> str | None:
    """The column that names the training of a row, where another tells its step; None where there are no such two."""
    found, steps = (
        [name for name in header if rank(name, known) and header.count(name) == 1] for known in (RUN_NAMES, STEP_NAMES)
    )
    return min(found, key=lambda name: rank(name, RUN_NAMES)) if found and steps else None


def last_of_each(table: Table, name: str) -> Table:
    """The row of the most tokens of each training, in the table's order; the others are counted.

    Raises ValueError, naming the table, where no column says which training a row is of.
    """
    if RUN not in table.more:
        raise ValueError(
            f"{name} does not say which rows are of one training, so the last of each cannot be kept: it needs a "
            f"column such as {', '.join(RUN_NAMES[:3])} and one such as {', '.join(STEP_NAMES[:3])}."
        )
    kept = table.take(np.sort(_last(table)))
    left_out = len(table) - len(kept)
    more = {"not_last_of_run": left_out} if left_out else {}
    return replace(kept, excluded=dict(sorted((table.excluded | more).items())))


def checkpoints_note(table: Table) -> tuple[str, ...]:
    """A note where rows are of the same training at different tokens."""
    if RUN not in table.more:
        return ()
    last = _last(table)
    ends = dict(zip(table.more[RUN][last].tolist(), table.tokens[last].tolist(), strict=True))
    early = sum(tokens < ends[run] for run, tokens in zip(table.more[RUN].tolist(), table.tokens.tolist(), strict=True))
    if not early:
        return ()
    return (
        f"{early:,} of {len(table):,} rows are checkpoints of {len(last):,} trainings that went on after them, and "
        "their losses are higher than those of trainings that ended there: keep the last row of each (--last, in "
        "Python last=True). Only chinchilla.envelope and the curves over loss (downstream.*) are made for such rows.",
    )


def _last(table: Table) -> NDArray[np.intp]:
    """The last row of each training."""
    run = table.more[RUN]
    order = by(run, table.tokens)
    begins = np.append(np.flatnonzero(~is_like_the_row_before(order, run)) + 1, len(order))
    return np.asarray(order[begins - 1], dtype=np.intp)
