"""The table that every law is fitted to: one row a finished training."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from foretell.models.flops import effective_params
from foretell.nouns import Run

Array = NDArray[np.float64]

MAX_FLOPS_OFF = 0.1  # |ln(C / 6 N D)| in the median, beyond which the table counts FLOPs another way


@dataclass(frozen=True)
class Table:
    """Columns of equal length [n]: N, D, C and L. `excluded` counts the rows left out, by reason; `notes` say what
    a reader should know about the rest."""

    params: Array
    tokens: Array
    flops: Array
    loss: Array
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.loss)

    def where(self, keep: NDArray[np.bool_]) -> Table:
        """The rows that `keep` [n] marks."""
        return self.take(np.flatnonzero(keep))

    def sorted(self) -> Table:
        """Rows in one fixed order, so that no fit depends on the order in which they came."""
        return self.take(np.lexsort((self.loss, self.tokens, self.params, self.flops)))

    def take(self, rows: NDArray[np.intp]) -> Table:
        columns = {name: getattr(self, name)[rows] for name in ("params", "tokens", "flops", "loss")}
        return replace(self, **columns)


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
    return Table(N, D, C, L, counted(reasons), (note,) if repeated else ())


def counted(reasons: Sequence[str]) -> dict[str, int]:
    """How often each reason occurs, in alphabetical order; the empty one is none."""
    return dict(sorted(Counter(reason for reason in reasons if reason).items()))


def _reason(run: Run) -> str:
    """Why a run has no place in a fit; empty if it has one."""
    if run.diverged:
        return "diverged"
    if run.bits_per_byte is None:
        return "trunk_segment"
    return "" if 0.0 < run.bits_per_byte < math.inf else "loss_not_positive_and_finite"


def flops_note(table: Table) -> tuple[str, ...]:
    """A warning where C is not 6 N D: then D at an optimum, taken as C / 6 N, is off by as much."""
    if not len(table):
        return ()
    off = float(np.median(np.log(table.flops / (6.0 * table.params * table.tokens))))
    if abs(off) <= MAX_FLOPS_OFF:
        return ()
    return (
        f"The table's FLOPs are {np.exp(off):.2f} × 6 N D (median): N or C is counted another way (embeddings, head, "
        "attention?). Exponents depend on that count.",
    )
