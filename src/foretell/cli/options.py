"""What the commands share: options, and how a result is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from foretell.lab import Lab

STORE = Path("store")
Store = Annotated[Path, typer.Option("--store", help="Folder that remembers every result.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes, one thread each. Default: one a core.")]
RecipeFile = Annotated[Path, typer.Argument(help="A recipe, such as recipes/tiny.toml.")]
Page = Annotated[
    Path | None, typer.Option(help="Write it as one offline page (.html), and its picture beside it as .svg.")
]
Figures = Annotated[Path | None, typer.Option(help="Write every figure of the page into this folder, as SVG and PNG.")]
Table = Annotated[Path, typer.Argument(help="A CSV table, a row a finished training.")]


def store_at(store: Path) -> Path:
    """The store, which must be there: a command that reads one makes none."""
    if not store.is_dir():
        found = "is a file" if store.exists() else "does not exist"
        raise ValueError(f"The store {store} {found}: `foretell run` makes one, or name another with --store.")
    return store


def lab_at(store: Path) -> Lab:
    """A lab that only reads."""
    from foretell.lab import Lab

    return Lab(store_at(store), workers=1)


def draw(page: Path | None, figures: Path | None, write: Callable[[Path], Any], export: Callable[[Path], Any]) -> None:
    """A page and its figures, as far as they were asked for."""
    if page:
        write(page)
    if figures:
        export(figures)


def say(value: Any, lines: Any, as_json: bool) -> None:
    """One result on standard output: as JSON, or as the lines that a person reads."""
    if as_json:
        plain = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
        print(json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        lines(value)
