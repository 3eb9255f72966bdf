"""Counts that cannot be plain counts: of parameters, tokens or FLOPs in millions, or counted another way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foretell.laws.tables.table import Table

# |ln(C / 6 N D)| in the median
MAX_FLOPS_OFF = 0.1  # beyond it the table counts FLOPs another way
MAX_UNITS_OFF = 3.0  # beyond it no way of counting explains it
# The median below which no plain count of trained models lies, but their millions or billions do
LEAST = {"params": 1e3, "tokens": 1e3, "flops": 1e6}
LIKELY_RATIOS = (1e-3, 1e6)  # of D / N, in the median


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
