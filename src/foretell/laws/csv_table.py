"""Anybody's runs: a Table from a CSV file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from foretell.laws.csv_text import Line, number_in, open_csv, usual
from foretell.laws.loss_unit import unit_note
from foretell.laws.table import Table, check_units, counted, flops_warning, told

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {  # the first that the header has is taken
    "params": (
        *("params_effective", "params", "parameters", "n_params", "num_params", "param_count", "n", "model_size"),
        *("params_no_embed", "non_embedding_params"),
    ),
    "tokens": ("tokens", "train_tokens", "training_tokens", "n_tokens", "num_tokens", "tokens_seen", "d"),
    "flops": ("flops", "training_flops", "train_flops", "total_flops", "compute", "c"),
    "loss": (
        *("bits_per_byte", "bpb", "loss", "val_loss", "validation_loss", "eval_loss", "test_loss", "final_loss"),
        *("c4_loss", "loss_c4_val", "c4_eval_loss", "train_loss", "l"),
    ),
}

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
    and flops may be absent: it follows from C = 6 N D. Rows with a missing, zero, negative or infinite value and
    repeated rows are left out and counted. Raises ValueError, naming file, line and column, for anything else, and
    where C is so far from 6 N D that a column must be in another unit.
    """
    path = Path(path)
    wanted = {"params": params, "tokens": tokens, "flops": flops, "loss": loss}
    with open_csv(path) as (header, lines):
        columns = _columns(path, header, wanted)
        rows = list(_rows(path, header, columns, lines))
    return _table(path, columns, rows)


def _columns(path: Path, header: Sequence[str], wanted: Mapping[str, str | None]) -> dict[str, str]:
    """Which column of the header is which quantity."""
    taken = {what: name or _guess(header, what) for what, name in wanted.items()}
    found = {what: name for what, name in taken.items() if name}
    _check_named(path, header, found)
    missing = [what for what in wanted if what not in found]
    if "loss" in missing or len(missing) > 1:
        raise ValueError(
            f"{path} needs a loss and two of params, tokens and flops; no column was recognised for "
            f"{' and '.join(missing)}. {_its(header)} Name the right ones: "
            f"{', '.join(f'--{what} COLUMN' for what in missing)} (options of `foretell fit`)."
        )
    return found


def _check_named(path: Path, header: Sequence[str], found: Mapping[str, str]) -> None:
    """Raise ValueError for columns that are absent, that are there twice, or that are taken for two quantities."""
    absent = [f"{name!r} for {what}" for what, name in found.items() if name not in header]
    if absent:
        raise ValueError(f"{path} has no column {' and no column '.join(absent)}. {_its(header)}")
    names = list(found.values())
    for name in names:
        if header.count(name) > 1:
            raise ValueError(f"{path} has {header.count(name)} columns named {name!r}: rename all but one.")
        if names.count(name) > 1:
            raise ValueError(
                f"{path}: column {name!r} is taken for {'two' if names.count(name) == 2 else names.count(name)} "
                "quantities. Name another with --params, --tokens, --flops or --loss."
            )


def _its(header: Sequence[str]) -> str:
    return f"Its columns: {', '.join(header) or 'none'}."


def _guess(header: Sequence[str], what: str) -> str | None:
    by_name = {usual(name): name for name in reversed(header)}
    return next((by_name[known] for known in USUAL_NAMES[what] if known in by_name), None)


def _rows(path: Path, header: Sequence[str], columns: Mapping[str, str], lines: Iterator[Line]) -> Iterator[Row]:
    """The numbers of the columns taken, in their order, line by line; NaN where a value is missing."""
    places = [(header.index(name), name) for name in columns.values()]
    for line, cells in lines:
        yield tuple(number_in(path, line, name, cells[place]) for place, name in places)


def _table(path: Path, columns: Mapping[str, str], rows: Sequence[Row]) -> Table:
    """Sort out the rows that cannot be used, and derive the third of C, N and D."""
    reasons = _reasons(rows)
    kept = [row for row, reason in zip(rows, reasons, strict=True) if not reason]
    values = dict(zip(columns, np.array(kept, dtype=np.float64).reshape(-1, len(columns)).T, strict=True))
    notes = [", ".join(f"{what} from column {name!r}" for what, name in columns.items())]
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
    check_units(table, str(path))
    read = (f"Read: {'; '.join(notes)}.", *unit_note(columns["loss"], table))
    return replace(table, notes=read, warnings=flops_warning(table))


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
