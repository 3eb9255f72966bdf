"""Anybody's runs: a Table from a data frame of pandas or polars, a structured array or a dict of arrays.

None of these libraries is imported: a frame is whatever knows the names of its columns and gives a column by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.choice import choose, not_read
from foretell.laws.tables.columns import Source
from foretell.laws.tables.csv_number import Numbers
from foretell.laws.tables.rows import table_of
from foretell.laws.tables.table import Array, Table

FRAME = Source("The frame", option="{}", example="{}=COLUMN")
NUMBERS, WORDS = "biuf", "OUT"  # kinds of numpy's dtypes; a cell of the latter may still be a number


def table_of_frame(
    frame: Any,
    params: str | None = None,
    tokens: str | None = None,
    flops: str | None = None,
    loss: str | None = None,
    also: Sequence[str] = (),
    best: bool = False,
    last: bool = False,
) -> Table:
    """A table from a frame, its columns found, checked and told as in `read_table`. The frame is only read.

    Raises ValueError, naming row and column, as `read_table` does, and for what is no frame.
    """
    names = _names(frame)
    header = [str(name) for name in names]
    choice = choose(FRAME, header, {"params": params, "tokens": tokens, "flops": flops, "loss": loss}, also)
    numbers = Numbers(FRAME.name, row="row")
    columns, unread = {}, []
    for name, what in choice.names().items():
        try:
            columns[name] = _column(numbers, name, _cells(frame, names[header.index(name)]))
        except ValueError as error:
            if not what:
                raise
            unread.append(not_read(what, error))
            numbers.notations.pop(name, None)
    if choice.run:
        named = _cells(frame, names[header.index(choice.run)])
        columns[choice.run] = np.unique(named.astype(str), return_inverse=True)[1].astype(np.float64)
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
        raise ValueError(f"{FRAME.name} has columns of different lengths: {told}. Give one value a run in each.")
    return table_of(choice, columns, (*numbers.notes(), *unread), best, last)


def _names(frame: Any) -> list[Any]:
    """The names of a frame's columns, as the frame itself knows them."""
    dtype_names = getattr(getattr(frame, "dtype", None), "names", None)
    found = frame if isinstance(frame, Mapping) else dtype_names
    if found is None and hasattr(frame, "__getitem__"):
        found = getattr(frame, "column_names", None) or getattr(frame, "columns", None)
    try:
        return list(found)  # type: ignore[arg-type]  # what cannot be listed is told below
    except TypeError:
        raise ValueError(
            f"A data frame, a structured array or a dict of arrays was expected, and this is {type(frame).__name__!r}: "
            "give one with named columns, each an array of one value a run."
        ) from None


def _cells(frame: Any, name: Any) -> NDArray[Any]:
    """One column as it stands there; masked numbers are NaN."""
    try:
        values = frame[name]
        is_masked = isinstance(values, np.ma.MaskedArray) and values.dtype.kind in NUMBERS
        return values.astype(np.float64).filled(np.nan) if is_masked else np.asarray(values)
    except (TypeError, ValueError) as error:  # a lazy frame has names and no values, a ragged list no shape
        raise ValueError(
            f"{FRAME.name}, column {str(name)!r} gives no array ({error}): collect a lazy frame, give one value a run."
        ) from error


def _column(numbers: Numbers, name: str, cells: NDArray[Any]) -> Array:
    """One column as numbers [n], NaN where it has none. A number that stands there as text is read as in a file."""
    where = f"{FRAME.name}, column {name!r}"
    if cells.ndim != 1:
        raise ValueError(f"{where} has {cells.ndim} dimensions, and one was expected: a value a run.")
    if cells.dtype.kind not in NUMBERS + WORDS:
        raise ValueError(f"{where} holds {cells.dtype}, and numbers were expected.")
    if cells.dtype.kind in WORDS:
        return np.array(numbers.column(name, range(1, len(cells) + 1), [str(cell) for cell in cells]))
    with np.errstate(all="ignore"):  # a number too large for 64 bits is infinite, and its row goes
        return np.asarray(cells, dtype=np.float64)
