"""The table that every law is fitted to: one row a finished training."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from foretell.models.flops import effective_params
from foretell.nouns import Run

Array = NDArray[np.float64]

MORE = (  # columns that a table may have besides N, D, C and L
    "params_no_embed",  # without embedding and head
    "params_all",  # with both
    "flops_no_attention",  # 6 × (matrices and head) × D
    "flops_with_attention",  # the same with attention's scores and mixtures
    "unique_tokens",  # D / epochs
    "seed",
    "learning_rate",
    "batch_tokens",
)
# |ln(C / 6 N D)| in the median
MAX_FLOPS_OFF = 0.1  # beyond it the table counts FLOPs another way
MAX_UNITS_OFF = 3.0  # beyond it no way of counting explains it
# The median below which no plain count of trained models lies, but their millions or billions do
LEAST = {"params": 1e3, "tokens": 1e3, "flops": 1e6}
LIKELY_RATIOS = (1e-3, 1e6)  # of D / N, in the median


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
        return self.take(np.lexsort((self.loss, self.tokens, self.params, self.flops)))

    def take(self, rows: NDArray[np.intp]) -> Table:
        columns = {name: getattr(self, name)[rows] for name in ("params", "tokens", "flops", "loss")}
        return replace(self, **columns, more={name: column[rows] for name, column in self.more.items()})

    def counted_by(self, params: str) -> Table:
        """The same runs, N being another count of `more`, such as params_no_embed. Rows that do not tell it go."""
        known = np.isfinite(self.more[params]) & (self.more[params] > 0.0)
        rest = self.where(known)
        excluded = self.excluded | ({f"no_{params}": int((~known).sum())} if not known.all() else {})
        return replace(rest, params=rest.more[params], excluded=excluded)


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
    return Table(N, D, C, L, counted(reasons), warnings=(note,) if repeated else ())


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


def flops_off(table: Table) -> float:
    """The median of ln(C / 6 N D); 0 for a table without rows."""
    return float(np.median(np.log(table.flops / (6.0 * table.params * table.tokens)))) if len(table) else 0.0


def check_counts(table: Table, name: str, columns: Mapping[str, str]) -> None:
    """Raise ValueError where the median of N, D or C is too low for a plain count. `columns` are the names of those
    that were read; the third follows from them."""
    for what in sorted(LEAST, key=lambda what: what not in columns):
        median = float(np.median(getattr(table, what)))
        if median < LEAST[what]:
            others = " and ".join(repr(columns[other]) for other in LEAST if other in columns)
            found = f"column {columns[what]!r}, taken for {what}," if what in columns else f"{what} from {others}"
            raise ValueError(
                f"{name}: {found} has a median of {median:.3g}: is it in another unit (thousands, millions, billions, "
                "petaFLOPs)? Give plain counts: 25 million parameters are 25000000 or 2.5e7."
            )


def ratio_note(table: Table) -> tuple[str, ...]:
    """A note where D / N is like no training's: counts in millions or billions may be high enough to pass."""
    ratio = float(np.median(table.tokens / table.params))
    if LIKELY_RATIOS[0] <= ratio <= LIKELY_RATIOS[1]:
        return ()
    return (
        f"Tokens are {ratio:.3g} × the parameters, in the median. Is one of the columns in another unit (millions, "
        "billions, petaFLOPs)? Foretell takes them as they are, as plain counts.",
    )


def check_units(table: Table, name: str) -> None:
    """Raise ValueError where C is so far from 6 N D that only another unit explains it. `name` is the table's own."""
    off = flops_off(table)
    if abs(off) > MAX_UNITS_OFF:
        raise ValueError(
            f"{name}: C is {np.exp(off):.3g} × 6 N D: one of the columns is in another unit (millions, petaFLOPs, "
            "billions of tokens?). Give counts of parameters, tokens and FLOPs."
        )


def flops_warning(table: Table) -> tuple[str, ...]:
    """A warning where C is not 6 N D: then D at an optimum, taken as C / 6 N, is off by as much."""
    off = flops_off(table)
    if abs(off) <= MAX_FLOPS_OFF:
        return ()
    return (
        f"The table's FLOPs are {np.exp(off):.3g} × 6 N D (median): N or C is counted another way (embeddings, head, "
        "attention?). Exponents depend on that count.",
    )
