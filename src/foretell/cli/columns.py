"""How a command reads somebody's table of runs: its columns by their names, and which of its rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from foretell.laws import Table as Runs

TABLE = "Columns and rows of the table"


def _column(what: str, *options: str) -> Any:
    return typer.Option(*options, help=f"Column of {what}. Default: guessed, and said.", rich_help_panel=TABLE)


# The long names are for every command: `--flops` and `--loss` are what `plan` is asked.
Params = Annotated[str | None, _column("the sizes", "--params-column", "--params")]
Tokens = Annotated[str | None, _column("the tokens", "--tokens-column", "--tokens")]
Flops = Annotated[str | None, _column("the FLOPs", "--flops-column")]
Loss = Annotated[str | None, _column("the losses", "--loss-column")]
FlopsOfFit = Annotated[str | None, _column("the FLOPs", "--flops-column", "--flops")]
LossOfFit = Annotated[str | None, _column("the losses", "--loss-column", "--loss")]
Best = Annotated[
    bool,
    typer.Option(
        "--best", help="Of runs of one size and data keep the lowest loss: a sweep of rates.", rich_help_panel=TABLE
    ),
]
Last = Annotated[
    bool,
    typer.Option(
        "--last", help="Of a row a checkpoint keep the last of each run (columns run, step).", rich_help_panel=TABLE
    ),
]


@dataclass(frozen=True)
class Reading:
    """What is said of a table; None: guessed."""

    params: str | None = None
    tokens: str | None = None
    flops: str | None = None
    loss: str | None = None
    best: bool = False
    last: bool = False


AS_IT_IS = Reading()


def table_at(path: Path, reading: Reading = AS_IT_IS, also: Sequence[str] = ()) -> Runs:
    """A table of runs; what was guessed of its columns is told beside the result."""
    from foretell.laws import read_table

    table = read_table(path, **asdict(reading), also=also)
    for note in table.notes:
        print(note, file=sys.stderr)
    return table
