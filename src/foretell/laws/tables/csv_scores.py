"""Anybody's scores: a CSV file with a row for each metric of each model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foretell.laws.abilities.trend import Score
from foretell.laws.tables.csv_number import Numbers
from foretell.laws.tables.csv_text import open_csv, usual

WORDS = ("task", "metric")
COLUMNS = (*WORDS, "value", "error", "chance")
BEST = "is_best_of_compute"  # of the models of (nearly) the same compute, the one of the lowest held-out loss
TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True)
class ScoreTable:
    """The scores of a table; `notes` say how it was read."""

    scores: tuple[Score, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Score]:
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.scores)


def read_scores(path: Path | str) -> ScoreTable:
    """A CSV (comma, semicolon or tab) with the columns task, metric, value, error, chance and flops (or params).

    Capitals in their names do not matter, and chance may be empty. Where there is a column is_best_of_compute, as in
    the tables of a report, only the rows that are true in it are kept, and a note says so. Raises ValueError, naming
    the file, line and column, for a column that is missing or there twice, a cell that is no number, and a table
    without rows.
    """
    path = Path(path)
    with open_csv(path) as (header, lines, numbers):
        places = _places(path, header)
        best = [usual(name) for name in header].index(BEST) if BEST in map(usual, header) else None
        found = [
            (best is None or _is_true(path, line, cells[best]), _score(numbers, line, _picked(cells, places)))
            for line, cells in lines
        ]
    scores = tuple(score for is_kept, score in found if is_kept)
    if not scores:
        marked = f" None of its {len(found)} rows is true in column {BEST!r}." if found else ""
        raise ValueError(f"{path} has no row that can be used: it needs one for each metric of each model.{marked}")
    note = f"Read: the {len(scores)} of {len(found)} rows that are true in column {BEST!r}."
    return ScoreTable(scores, (*(() if best is None else (note,)), *numbers.notes()))


def _picked(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {name: cells[place] for name, place in places.items()}


def _is_true(path: Path, line: int, text: str) -> bool:
    said = text.strip().lower()
    if said not in TRUE + FALSE:
        raise ValueError(f"{path}, line {line}, column {BEST!r}: {text[:40]!r} is neither true nor false.")
    return said in TRUE


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
    for name in (*wanted, BEST):
        if names.count(name) > 1:
            raise ValueError(f"{path} has {names.count(name)} columns named {name!r}: rename all but one.")
    return {name: names.index(name) for name in wanted}


def _score(numbers: Numbers, line: int, cells: Mapping[str, str]) -> Score:
    """One row. Only chance may be missing."""
    found = {name: numbers.read(line, name, text) for name, text in cells.items() if name not in WORDS}
    for name, number in found.items():
        if math.isinf(number) or (math.isnan(number) and name != "chance"):
            raise ValueError(f"{numbers.path}, line {line}, column {name!r}: {cells[name]!r} is not a finite number.")
    compute, value, error, chance = found.values()
    if compute <= 0 or error < 0:
        raise ValueError(
            f"{numbers.path}, line {line}: {next(iter(found))} is {compute:g} and error {error:g}; the first "
            "is over 0, the second not under."
        )
    return Score(compute, cells["task"], cells["metric"], value, error, None if math.isnan(chance) else chance)
