"""CSV tables read back."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value_of(cell: str, kind: type) -> Any:
    """A cell read back: the apostrophe that keeps a spreadsheet from reckoning falls away."""
    if kind is str:
        return cell[1:] if cell.startswith("'") else cell
    if cell == "":
        return None
    return cell == "true" if kind is bool else kind(cell)
