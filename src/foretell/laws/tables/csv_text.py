"""The one way in for tables that somebody else wrote: a CSV file as a header and numbered rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from foretell.laws.tables.csv_number import Numbers

MAX_ROWS = 1_000_000
MAX_LINE = 1_000_000  # characters

Line = tuple[int, Sequence[str]]


@contextmanager
def open_csv(path: Path) -> Iterator[tuple[list[str], Iterator[Line], Numbers]]:
    """The header, every row that is not blank with the number of its line, and the reader of its numbers.

    The cells are divided by commas, semicolons or tabs, whichever the header has most of. Comments (#) and a line
    `sep=;` before the header are skipped. Raises ValueError, naming
    the file, where it is absent, no file, no text or no CSV, and where a row is longer or shorter than the header.
    """
    try:
        _check_file(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = _lines(path, file)
            skipped, first = _first(lines)
            delimiter = max((",", ";", "\t"), key=first.count)
            reader = csv.reader(chain([first], lines), delimiter=delimiter)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise ValueError(f"{path} has no first line with the names of its columns.")
            numbered = ((skipped + reader.line_num, cells) for cells in reader)
            yield header, _rows(path, len(header), numbered), Numbers(path, has_decimal_commas=delimiter == ";")
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is no CSV text that can be read ({error}). Save it as UTF-8 CSV.") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}).") from error


def _check_file(path: Path) -> None:
    if not path.exists():
        raise ValueError(f"There is no table {path}.")
    if not path.is_file():
        what = "a folder" if path.is_dir() else "a pipe or a device"
        raise ValueError(f"{path} is {what}, and a CSV file was expected: give the file itself.")


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    """Line by line, and never more of an endless one than `MAX_LINE` characters."""
    while line := file.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise ValueError(f"{path} has a line of {MAX_LINE:,} characters or more: is it a CSV table?")
        yield line


def _first(lines: Iterator[str]) -> tuple[int, str]:
    """How many lines stand before the header, and the header. A cell that is only # is the name of a column."""
    for skipped, line in enumerate(lines):
        if not (re.match(r"#(?!\s*[,;\t])", line) or (skipped == 0 and re.fullmatch(r'"?sep=.?"?\s*', line.lower()))):
            return skipped, line
    return 0, ""


def _rows(path: Path, width: int, lines: Iterator[Line]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(lines):
        if count >= MAX_ROWS:
            raise ValueError(f"{path} has more than {MAX_ROWS:,} rows: keep one row a finished training.")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            raise ValueError(f"{path}, line {number} has {len(cells)} cells where the header has {width}.")
        yield number, cells


def usual(name: str) -> str:
    """The name of a column as it is compared: in small letters, underscores for spaces and hyphens."""
    return re.sub(r"[\s-]+", "_", name.strip().lower())
