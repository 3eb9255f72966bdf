"""Anybody's scores: a CSV file with a row for each metric of each model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from foretell.laws.csv_text import number_in, open_csv, usual
from foretell.laws.trend import Score

WORDS = ("task", "metric")
COLUMNS = (*WORDS, "value", "error", "chance")


def read_scores(path: Path | str) -> list[Score]:
    """A CSV (comma, semicolon or tab) with the columns task, metric, value, error, chance and flops (or params).

    Capitals in their names do not matter, and chance may be empty. Raises ValueError, naming the file, line and
    column, for a column that is missing or there twice, a cell that is no number, and a table without rows.
    """
    path = Path(path)
    with open_csv(path) as (header, lines):
        places = _places(path, header)
        scores = [_score(path, line, {name: cells[i] for name, i in places.items()}) for line, cells in lines]
    if not scores:
        raise ValueError(f"{path} has no row that can be used: it needs one for each metric of each model.")
    return scores


def _places(path: Path, header: Sequence[str]) -> dict[str, int]:
    """Where each column stands in the header."""
    names = [usual(name) for name in header]
    wanted = ("flops" if "flops" in names or "params" not in names else "params", *COLUMNS)
    missing = [name for name in wanted if name not in names]
    if missing:
        told = ", ".join("flops (or params)" if name == "flops" else name for name in missing)
        raise ValueError(
            f"{path} has no column {told}; it needs flops or params, and {', '.join(COLUMNS)}. "
            f"Its columns: {', '.join(header) or 'none'}."
        )
    for name in wanted:
        if names.count(name) > 1:
            raise ValueError(f"{path} has {names.count(name)} columns named {name!r}: rename all but one.")
    return {name: names.index(name) for name in wanted}


def _score(path: Path, line: int, cells: Mapping[str, str]) -> Score:
    """One row. Only chance may be missing."""
    found = {name: number_in(path, line, name, text) for name, text in cells.items() if name not in WORDS}
    for name, number in found.items():
        if math.isinf(number) or (math.isnan(number) and name != "chance"):
            raise ValueError(f"{path}, line {line}, column {name!r}: {cells[name]!r} is not a finite number.")
    compute, value, error, chance = found.values()
    if compute <= 0 or error < 0:
        raise ValueError(
            f"{path}, line {line}: {next(iter(found))} is {compute:g} and error {error:g}; the first is over 0, the "
            "second not under."
        )
    return Score(compute, cells["task"], cells["metric"], value, error, None if math.isnan(chance) else chance)
