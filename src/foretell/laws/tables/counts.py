"""Counts that cannot be plain counts: of parameters, tokens or FLOPs in millions, or counted another way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.table import Array, Table

# |ln(C / 6 N D)| in the median
MAX_FLOPS_OFF = 0.1  # beyond it the table counts FLOPs another way
MAX_UNITS_OFF = 3.0  # beyond it no way of counting explains it
# |ln(C / 6 N D)| of a row, less that of other rows
MAX_ROW_OFF = 0.7  # about 2: beyond it a row is counted unlike those of about its size, whatever all count
MAX_ROW_UNITS_OFF = float(np.log(100.0))  # beyond it it is unlike the table, whatever its neighbours are
ROWS_BESIDE = 3  # on either side in the order of size
MAX_TOLD = 3
# The median below which no plain count of trained models lies, but their millions or billions do
LEAST = {"params": 1e3, "tokens": 1e3, "flops": 1e6}
LIKELY_RATIOS = (1e-3, 1e6)  # of D / N, in the median


def flops_off(table: Table) -> float:
    """The median of ln(C / 6 N D); 0 for a table without rows."""
    return float(np.median(_off(table))) if len(table) else 0.0


def _off(table: Table) -> Array:
    return np.asarray(np.log(table.flops / 6.0) - np.log(table.params) - np.log(table.tokens), dtype=np.float64)


def without_slips(table: Table) -> Table:
    """The table without rows whose own C / 6 N D is unlike that of the others: one of the three is a slip, or in
    another unit. They are counted, and named in a warning."""
    slips = np.flatnonzero(_is_slip(table))
    if not len(slips):
        return table
    ratio = np.exp(_off(table) - flops_off(table))
    worst = slips[np.argsort(-np.abs(np.log(ratio[slips])), kind="stable")[:MAX_TOLD]]
    rows = "; ".join(
        f"N {table.params[i]:.4g}, D {table.tokens[i]:.4g}, C {table.flops[i]:.4g} is {ratio[i]:.3g} ×" for i in worst
    )
    of = "1 row was" if len(slips) == 1 else f"{len(slips)} rows were"
    more = f" ({MAX_TOLD} told)" if len(slips) > MAX_TOLD else ""
    said = f"{of} left out: {rows} the C / 6 N D of the others{more}. Is a number in another unit, or a slip? Mend it."
    excluded = dict(sorted((table.excluded | {"flops_unlike_6nd": len(slips)}).items()))
    rest = table.where(~np.isin(np.arange(len(table)), slips))
    return replace(rest, excluded=excluded, warnings=(*table.warnings, said))


def _is_slip(table: Table) -> NDArray[np.bool_]:
    """Rows [n] far from the median, and from the rows beside them in size too: another way of counting, as without
    embeddings, drifts with the size. Where units differ by a thousand, the median is enough."""
    off = _off(table) - flops_off(table)
    order = np.argsort(table.params, kind="stable")
    beside = np.arange(len(off))[:, None] + np.delete(np.arange(-ROWS_BESIDE, ROWS_BESIDE + 1), ROWS_BESIDE)
    near = np.where((beside >= 0) & (beside < len(off)), off[order][beside.clip(0, max(len(off) - 1, 0))], np.nan)
    alike = np.zeros(len(off))
    if len(off) > 1:
        alike[order] = np.nanmedian(near, axis=-1)
    far, unlike = np.abs(off), np.abs(off - alike)
    return np.asarray((far > MAX_ROW_UNITS_OFF) | ((far > MAX_ROW_OFF) & (unlike > MAX_ROW_OFF)), dtype=np.bool_)


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
