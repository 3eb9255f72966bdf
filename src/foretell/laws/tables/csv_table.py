"""Anybody's runs: a Table from a CSV file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from foretell.laws.tables.choice import Choice, choose, not_read
from foretell.laws.tables.columns import Source
from foretell.laws.tables.csv_number import Numbers
from foretell.laws.tables.csv_text import Line, open_csv
from foretell.laws.tables.rows import table_of
from foretell.laws.tables.table import Array, Table

BLOCK = 10_000  # rows that are held as text at once


def read_table(
    path: Path | str,
    params: str | None = None,
    tokens: str | None = None,
    flops: str | None = None,
    loss: str | None = None,
    also: Sequence[str] = (),
    best: bool = False,
    last: bool = False,
) -> Table:
    """A table from a CSV file (comma, semicolon or tab) with a header line.

    A column that is not named is guessed from its usual names, and `notes` say which was taken. One of params, tokens
    and flops may be absent: it follows from C = 6 N D. Counts in a column whose name ends in (K), (M) or (B) are
    scaled, and a note says so. What else is known of the runs (`MORE`) is read where a column of a usual name has
    numbers; `also` are names of further columns, such as accuracies, to keep. Rows with a missing, zero, negative or
    infinite value and repeated rows are left out and counted; so are, with `last`, all but the last row of each
    training, where the table has a row a checkpoint and columns such as run and step; and with `best`, all but the
    lowest loss of each (N, D). Raises ValueError, naming file, line and column, for anything else, and where C is so
    far from 6 N D, or a count so low, that a column must be in another unit.
    """
    wanted = {"params": params, "tokens": tokens, "flops": flops, "loss": loss}
    with open_csv(Path(path)) as (header, lines, numbers):
        choice = choose(Source(str(path)), header, wanted, also)
        columns, unread = _columns(header, lines, numbers, choice)
    return table_of(choice, columns, (*numbers.notes(), *unread), best, last)


def _columns(
    header: Sequence[str], lines: Iterator[Line], numbers: Numbers, choice: Choice
) -> tuple[dict[str, Array], list[str]]:
    """The columns by their names, and a note for each that is not needed and holds something else than numbers. The
    names of trainings become whole numbers, in the order in which they come."""
    names = choice.names()
    cells = {name: array("d") for name in names}
    runs: dict[str, int] = {}
    run_of = array("d")
    unread = []
    while block := list(islice(lines, BLOCK)):
        places = [line for line, _ in block]
        for name in [*cells]:
            place = header.index(name)
            try:
                cells[name].extend(numbers.column(name, places, [row[place] for _, row in block]))
            except ValueError as error:
                if not names[name]:
                    raise
                unread.append(not_read(names[name], error))
                numbers.notations.pop(name, None)
                del cells[name]
        if choice.run:
            place = header.index(choice.run)
            run_of.extend(runs.setdefault(row[place], len(runs)) for _, row in block)
    columns = {name: np.array(column) for name, column in cells.items()}
    return columns | ({choice.run: np.array(run_of)} if choice.run else {}), unread
