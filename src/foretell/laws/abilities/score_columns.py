"""Which columns of somebody's table of models are benchmark scores: those that hold shares, 0 to 1, alone."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from foretell.laws.abilities.model_scores import FAMILY, FLOPS, MAX_MODELS, NAME, SCALE
from foretell.laws.tables.columns import USUAL_NAMES, without_unit
from foretell.laws.tables.csv_number import Numbers
from foretell.laws.tables.csv_text import Line, open_csv, usual

NO_SCORE = (  # counts and settings, which may lie below 1 where they are written in billions
    *(*NAME, *FAMILY, *FLOPS, *USUAL_NAMES["params"], *USUAL_NAMES["tokens"], *USUAL_NAMES["loss"]),
    *("pretraining_data_size", "data_size", "dataset_size", "layers", "width", "seed", "learning_rate", "lr", "year"),
)


def score_columns(path: Path | str, but: Collection[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that hold shares, in the order of the header, and those of other numbers, which are none.

    Columns named in `but` are neither. Raises ValueError, naming the file, where no column holds shares.
    """
    path, skipped = Path(path), {*NO_SCORE, *map(usual, but)}
    with open_csv(path) as (header, lines, numbers):
        kinds = _kinds(header, lines, numbers)
    named = [(name, kind) for name, kind in zip(header, kinds, strict=True) if not _names(name) & skipped]
    shares = tuple(name for name, kind in named if kind == "share")
    if not shares:
        raise ValueError(
            f"{path} has no column of benchmark scores, shares from 0 to 1; its columns are {', '.join(header)}. "
            "Divide percent by 100."
        )
    return shares, tuple(name for name, kind in named if kind == "number")


def _names(name: str) -> set[str]:
    return {usual(name), usual(SCALE.sub("", name)), usual(without_unit(name))}


def _kinds(header: Sequence[str], lines: Iterable[Line], numbers: Numbers) -> list[str]:
    """Of each column "share", "number" or "text"; "" where all its cells are empty."""
    kinds = [""] * len(header)
    for count, (line, cells) in enumerate(lines):
        if count == MAX_MODELS:
            break  # whoever reads the scores says so
        for place, cell in enumerate(cells):
            if kinds[place] != "text":
                kinds[place] = _kind(kinds[place], numbers, line, header[place], cell)
    return kinds


def _kind(before: str, numbers: Numbers, line: int, column: str, cell: str) -> str:
    try:
        value = numbers.read(line, column, cell)
    except ValueError:
        return "text"
    if math.isnan(value):
        return before
    return "share" if 0.0 <= value <= 1.0 and before in ("", "share") else "number"
