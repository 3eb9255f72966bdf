"""Which runs of anybody's table share a mark: those of one budget, or where budgets are many, of a range of compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foretell.laws import Table
from foretell.laws.tables.budgets import budgets
from foretell.report.wording import number

CLASSES = 7  # as many as there are shapes
MOST_CURVES = 24  # beyond it, one curve a class


@dataclass(frozen=True)
class Class:
    """Runs of about one compute: their name, their rows [k] of the table, and of each budget in it the compute of its
    middle run in FLOPs with its rows."""

    name: str
    rows: NDArray[np.intp]
    budgets: tuple[tuple[float, NDArray[np.intp]], ...]


def classes(table: Table) -> list[Class]:
    """The table's budgets, or where they are too many to tell apart, equal ranges of ln C, named by their ends."""
    groups = budgets(table)
    each = [(_middle(table, rows), rows) for rows in groups]
    if len(groups) <= CLASSES:
        return [Class(number(C, 3), rows, ((C, rows),)) for C, rows in each]
    ln_C = np.log([C for C, _ in each])
    place = np.digitize(ln_C, np.linspace(ln_C.min(), ln_C.max(), CLASSES + 1)[1:-1])
    return [_gathered(table, [each[i] for i in np.flatnonzero(place == p)]) for p in np.unique(place)]


def _gathered(table: Table, among: list[tuple[float, NDArray[np.intp]]]) -> Class:
    """Several budgets as one class; of a table of too many, their middle run stands for them all."""
    rows = np.concatenate([rows for _, rows in among])
    low, high = (number(float(end), 3) for end in (table.flops[rows].min(), table.flops[rows].max()))
    return Class(low if low == high else f"{low} to {high}", rows, tuple(among))


def curves_of(groups: list[Class]) -> list[tuple[str, float, NDArray[Any]]]:
    """Class, compute and rows of each curve to draw: every budget's, or one a class where they are too many."""
    if sum(len(group.budgets) for group in groups) <= MOST_CURVES:
        return [(group.name, C, rows) for group in groups for C, rows in group.budgets]
    return [(group.name, group.budgets[len(group.budgets) // 2][0], group.rows) for group in groups]


def _middle(table: Table, rows: NDArray[np.intp]) -> float:
    """The compute of the middle run: one that a run really had."""
    return float(np.sort(table.flops[rows])[len(rows) // 2])
