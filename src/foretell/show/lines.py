"""What everything here is written with: lines and plain tables."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 160  # columns, where the output is no terminal
out = Console(highlight=False, markup=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A plain table; numbers are written by the caller."""
    grid = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    out.print(grid)


def pairs(values: Mapping[str, str]) -> None:
    """Names and what they stand for."""
    table("", ("name", ""), list(values.items()))


def folded_names(values: Mapping[str, str]) -> None:
    """Names and addresses, those more than two parts deep counted in a line of their folder."""
    flat = {name: address for name, address in values.items() if name.count("/") < 2}
    deep = Counter("/".join(name.split("/")[:2]) for name in values.keys() - flat.keys())
    counted = {f"{folder}/": f"{n} results: foretell ls {folder}" for folder, n in deep.items()}
    pairs(dict(sorted({**flat, **counted}.items())))


def garbage(told: Mapping[str, Any]) -> None:
    """What could be removed from a store, or was, by reason; then each path but those of locks."""
    rows = told["garbage"]
    reasons = {row["why"]: [r for r in rows if r["why"] == row["why"]] for row in rows}
    table(
        "", ("", "paths", "bytes"), [(why, len(rs), f"{sum(r['bytes'] for r in rs):,}") for why, rs in reasons.items()]
    )
    for row in rows:
        if row["why"] != "lock":
            out.print(f"  {row['path']}")
    if not rows:
        out.print("nothing: every name leads to what there is")
    elif not told["removed"]:
        out.print("--remove takes it away")


def warn(warnings: Sequence[str], kind: str = "warning") -> None:
    """Each sentence on a line of its own, after its kind."""
    for warning in warnings:
        out.print(f"{kind}: {warning}")
