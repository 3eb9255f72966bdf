"""The table that every law is fitted to: one row a finished training."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.order import by
from foretell.models.flops import effective_params, flops_per_token, flops_per_token_no_attention
from foretell.nouns import Run

Array = NDArray[np.float64]

MORE = (  # columns that a table may have besides N, D, C and L
    "params_no_embed",  # without embedding and head
    "params_all",  # with both
    "flops_no_attention",  # 6 × (matrices and head) × D
    "flops_with_attention",  # the same with attention's scores and mixtures
    "unique_tokens",  # D / epochs, and D where the text was seen less than once
    "seed",
    "learning_rate",
    "batch_tokens",
)


@dataclass(frozen=True)
class Table:
    """Columns of equal length [n]: N, D, C and L. `excluded` counts the rows left out, by reason; `notes` say how the
    rest was read, `warnings` what is wrong with it. Only the latter go on with a law.

    `more` holds what else is known of the runs, each [n] with NaN where a row does not tell: the names of `MORE`, and
    any other column of numbers by its own name.
    """

    params: Array
    tokens: Array
    flops: Array
    loss: Array
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    more: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.loss)

    def where(self, keep: NDArray[np.bool_]) -> Table:
        """The rows that `keep` [n] marks."""
        return self.take(np.flatnonzero(keep))

    def sorted(self) -> Table:
        """Rows in one fixed order, so that no fit depends on the order in which they came."""
        return self.take(self.order())

    def order(self) -> NDArray[np.intp]:
        """The rows in that order."""
        return by(self.flops, self.params, self.tokens, self.loss)

    def take(self, rows: NDArray[np.intp]) -> Table:
        columns = {name: getattr(self, name)[rows] for name in ("params", "tokens", "flops", "loss")}
        return replace(self, **columns, more={name: column[rows] for name, column in self.more.items()})

    def counted_by(self, params: str) -> Table:
        """The same runs, N being another count of `more`, such as params_no_embed. Rows that do not tell it go."""
        known = np.isfinite(self.more[params]) & (self.more[params] > 0.0)
        rest = self.where(known)
        excluded = self.excluded | ({f"no_{params}": int((~known).sum())} if not known.all() else {})
        return replace(rest, params=rest.more[params], excluded=excluded)


def column(table: Table, name: str) -> Array:
    """A column [n] by its name: one of the four, or one of `more`. Raises ValueError where the table has none such."""
    found = getattr(table, name) if name in ("params", "tokens", "flops", "loss") else table.more.get(name)
    if found is None:
        known = ", ".join(("params", "tokens", "flops", "loss", *table.more))
        raise ValueError(f"The table has no column {name!r}; it has {known}.")
    return np.asarray(found, dtype=np.float64)


def table_of_runs(cells: Sequence[Run]) -> Table:
    """The finished runs as a table: N is the effective N for which C = 6 N D holds, L is bits per byte.

    Trunk segments, which have no loss, and diverged runs are left out and counted.
    """
    reasons = [_reason(run) for run in cells]
    kept = [run for run, reason in zip(cells, reasons, strict=True) if not reason]
    repeated = sum(run.epochs > 1.0 for run in kept)
    note = f"{repeated} of {len(kept)} runs saw their text more than once, which flatters no law but their own."
    rows = [(effective_params(r.rung.shape), r.tokens, r.flops, r.bits_per_byte) for r in kept]
    N, D, C, L = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    known = np.array([_more(run) for run in kept], dtype=np.float64).reshape(-1, len(MORE)).T
    more = dict(zip(MORE, known, strict=True))
    return Table(N, D, C, L, counted(reasons), warnings=(note,) if repeated else (), more=more)


def _more(run: Run) -> tuple[float, ...]:
    """What else is known of a run, in the order of `MORE`. Its learning rate is that of the matrices at the peak."""
    shape, rung = run.rung.shape, run.rung
    return (
        run.params_no_embed,
        run.params,
        flops_per_token_no_attention(shape) * run.tokens,
        flops_per_token(shape) * run.tokens,
        run.tokens / max(run.epochs, 1.0),
        rung.seed,
        rung.matrix_rate,
        rung.sequences * shape.context,
    )


def counted(reasons: Sequence[str]) -> dict[str, int]:
    """How often each reason occurs, in alphabetical order; the empty one is none."""
    return dict(sorted(Counter(reason for reason in reasons if reason).items()))


def told(excluded: Mapping[str, int]) -> str:
    """What was left out, in words: "2 × diverged, 1 × repeated_row"."""
    return ", ".join(f"{n} × {reason}" for reason, n in excluded.items())


def _reason(run: Run) -> str:
    """Why a run has no place in a fit; empty if it has one."""
    if run.diverged:
        return "diverged"
    if run.bits_per_byte is None:
        return "trunk_segment"
    return "" if 0.0 < run.bits_per_byte < math.inf else "loss_not_positive_and_finite"
