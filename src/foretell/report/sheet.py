"""A table as a file: CSV that a spreadsheet shows as it is, and Parquet with the same rows and types."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from foretell.lab import whole, write_text

TYPES = {int: pa.int64(), float: pa.float64(), str: pa.string(), bool: pa.bool_()}
FORMULA = ("=", "+", "-", "@", "'", "\t", "\r")  # where a spreadsheet would not show a text as it is


@dataclass(frozen=True)
class Sheet:
    """A table: its name, the type of each column, and rows in the order of the columns. None is a missing value."""

    name: str
    columns: Mapping[str, type]
    rows: Sequence[Sequence[Any]]


def shown(text: str) -> str:
    """A text without what no file of text may hold: NUL, and halves of characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def in_csv(value: Any) -> str:
    """A value as a cell. A text that a spreadsheet might take for a formula stands behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{shown(value)}" if value.startswith(FORMULA) else shown(value)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def write_csv(path: Path, sheet: Sheet) -> None:
    """Comma-separated UTF-8 with a header, as RFC 4180 has it; numbers with all their digits."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # with another, a carriage return in a text would not be quoted
    writer.writerow(sheet.columns)
    writer.writerows(map(in_csv, row) for row in sheet.rows)
    write_text(path, text.getvalue())


def write_parquet(path: Path, sheet: Sheet) -> None:
    """The same rows; a missing value is null."""
    columns = {
        name: pa.array([shown(row[i]) if isinstance(row[i], str) else row[i] for row in sheet.rows], TYPES[kind])
        for i, (name, kind) in enumerate(sheet.columns.items())
    }
    with whole(path) as draft:
        pq.write_table(pa.table(columns), draft)
