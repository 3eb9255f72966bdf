"""Anybody's runs: a Table from a CSV file."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from foretell.laws.table import Table, counted, flops_note

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
MISSING = ("", "nan", "na", "n/a", "none", "null", "-")
MAX_ROWS = 1_000_000

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
    repeated rows are left out and counted. Raises ValueError, naming file, line and column, for anything else.
    """
    path = Path(path)
    wanted = {"params": params, "tokens": tokens, "flops": flops, "loss": loss}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(file.readline()))
            file.seek(0)
            header = [name.strip() for name in next(reader, [])]
            columns = _columns(path, header, wanted)
            rows = list(_rows(path, header, columns, reader))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is no CSV text that can be read ({error}). Save it as UTF-8 CSV.") from error
    return _table(path, columns, rows)


def _delimiter(header: str) -> str:
    return max((",", ";", "\t"), key=header.count)


def _columns(path: Path, header: Sequence[str], wanted: Mapping[str, str | None]) -> dict[str, str]:
    """Which column of the header is which quantity."""
    taken = {what: name or _guess(header, what) for what, name in wanted.items()}
    for what, name in taken.items():
        if name and name not in header:
            raise ValueError(f"{path} has no column {name!r} for {what}. Its columns: {', '.join(header) or 'none'}.")
        if name and header.count(name) > 1:
            raise ValueError(f"{path} has {header.count(name)} columns named {name!r}: rename all but one.")
    found = {what: name for what, name in taken.items() if name}
    missing = [what for what in wanted if what not in found]
    if "loss" in missing or len(missing) > 1:
        raise ValueError(
            f"{path} needs a loss and two of params, tokens and flops; no column was recognised for "
            f"{' and '.join(missing)}. Its columns: {', '.join(header) or 'none'}. Name the right one "
            f"({missing[0]}=COLUMN)."
        )
    return found


def _guess(header: Sequence[str], what: str) -> str | None:
    by_name = {name.lower().replace(" ", "_"): name for name in reversed(header)}
    return next((by_name[usual] for usual in USUAL_NAMES[what] if usual in by_name), None)


def _rows(
    path: Path, header: Sequence[str], columns: Mapping[str, str], lines: Iterator[Sequence[str]]
) -> Iterator[Row]:
    """The numbers of the columns taken, line by line; NaN where a value is missing."""
    places = {header.index(name): name for name in columns.values()}
    for count, cells in enumerate(lines):
        number = count + 2
        if count >= MAX_ROWS:
            raise ValueError(f"{path} has more than {MAX_ROWS} rows: keep one row a finished training.")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise ValueError(f"{path}, line {number} has {len(cells)} cells where the header has {len(header)}.")
        yield tuple(_number(path, number, name, cells[place]) for place, name in places.items())


def _number(path: Path, line: int, column: str, text: str) -> float:
    if text.strip().lower() in MISSING:
        return math.nan
    try:
        return float(text)
    except ValueError:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise ValueError(f"{path}, line {line}, column {column!r}: {shown!r} is not a number.") from None


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
        raise ValueError(f"{path} has no row that can be used. Left out: {excluded or 'nothing, it is empty'}.")
    table = Table(values["params"], values["tokens"], values["flops"], values["loss"], excluded)
    return replace(table, notes=(f"Read: {'; '.join(notes)}.", *flops_note(table)))


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
