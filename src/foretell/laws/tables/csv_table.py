"""Anybody's runs: a Table from a CSV file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from foretell.laws.tables.csv_columns import Column, find_columns
from foretell.laws.tables.csv_text import open_csv
from foretell.laws.tables.loss_unit import unit_note
from foretell.laws.tables.repeats import repeats_note
from foretell.laws.tables.table import Table, check_counts, check_units, counted, flops_warning, ratio_note, told

Row = tuple[float, ...]


def read_table(
    path: Path | str,
    params: str | None = None,
    tokens: str | None = None,
    flops: str | None = None,
    loss: str | None = None,
) -> Table:
    """A table from a CSV file (comma, semicolon or tab) with a header line.

    A column that is not named is guessed from its usual names, and `notes` say which was taken. One of params, tokens
    and flops may be absent: it follows from C = 6 N D. Counts in a column whose name ends in (K), (M) or (B) are
    scaled, and a note says so. Rows with a missing, zero, negative or infinite value and repeated rows are left out
    and counted. Raises ValueError, naming file, line and column, for anything else, and where C is so far from 6 N D,
    or a count so low, that a column must be in another unit.
    """
    path = Path(path)
    wanted = {"params": params, "tokens": tokens, "flops": flops, "loss": loss}
    with open_csv(path) as (header, lines, numbers):
        columns = find_columns(path, header, wanted)
        places = [(header.index(column.name), column) for column in columns.values()]
        rows = [
            tuple(numbers.read(line, column.name, cells[place]) * column.scale for place, column in places)
            for line, cells in lines
        ]
    table = _table(path, columns, rows)
    return replace(table, notes=(table.notes[0], *numbers.notes(), *table.notes[1:]))


def _table(path: Path, columns: Mapping[str, Column], rows: Sequence[Row]) -> Table:
    """Sort out the rows that cannot be used, and derive the third of C, N and D."""
    reasons = _reasons(rows)
    kept = [row for row, reason in zip(rows, reasons, strict=True) if not reason]
    values = dict(zip(columns, np.array(kept, dtype=np.float64).reshape(-1, len(columns)).T, strict=True))
    notes = [", ".join(f"{what} from {column.told()}" for what, column in columns.items())]
    if "flops" not in values:
        values["flops"] = 6.0 * values["params"] * values["tokens"]
        notes.append("flops as 6 N D")
    for what, other in (("params", "tokens"), ("tokens", "params")):
        if what not in values:
            values[what] = values["flops"] / (6.0 * values[other])
            notes.append(f"{what} as C / (6 {'D' if other == 'tokens' else 'N'})")
    excluded = counted(reasons)
    if not kept:
        raise ValueError(f"{path} has no row that can be used. Left out: {told(excluded) or 'nothing, it is empty'}.")
    table = Table(values["params"], values["tokens"], values["flops"], values["loss"], excluded)
    check_counts(table, str(path), {what: column.name for what, column in columns.items()})
    check_units(table, str(path))
    read = f"Read: {'; '.join(notes)}."
    doubts = (*ratio_note(table), *unit_note(columns["loss"].name, table), *repeats_note(table))
    return replace(table, notes=(read, *doubts), warnings=flops_warning(table))


def _reasons(rows: Sequence[Row]) -> list[str]:
    """Why each row is left out; empty where it stays."""
    seen: set[Row] = set()
    reasons = []
    for row in rows:
        if any(math.isnan(value) for value in row):
            reasons.append("missing_value")
        elif any(value <= 0.0 or math.isinf(value) for value in row):
            reasons.append("not_positive_and_finite")
        else:
            reasons.append("repeated_row" if row in seen else "")
            seen.add(row)
    return reasons
