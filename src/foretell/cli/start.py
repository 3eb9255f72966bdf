"""Commands to begin with: new, schema."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli.options import Json, say

if TYPE_CHECKING:
    from foretell.draft import Draft


def new(
    pages: Annotated[
        str | None, typer.Argument(help="A folder, file or glob of pages. Without it: the tiny recipe.")
    ] = None,
    hours: Annotated[float, typer.Option(help="Hours of this machine that the journey may take.")] = 1.0,
    name: Annotated[str | None, typer.Option(help="The recipe's name. Default: that of the folder.")] = None,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="Keep pages that the rules of quality and repetition would drop.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="File to write. Default: NAME.toml, or NAME.py.")] = None,
    python: Annotated[bool, typer.Option("--python", help="Write the same journey as plain Python.")] = False,
    as_json: Json = False,
) -> None:
    """Write a recipe: for your pages, your machine and so many hours, with the reason of every number.

    Examples: foretell new ./crawl --hours 6 · foretell new · foretell new --python
    """
    from foretell.draft import TINY, TINY_NOTES, draft, name_of, python_form, seen_from, toml_form

    called = checked(name or (name_of(pages) if pages else TINY.name))
    path = out or Path(f"{called}.{'py' if python else 'toml'}")
    check_free(path)  # before anything is measured
    drawn: Draft | None = None
    if pages:
        drawn = draft(seen_from(pages, path.parent), hours, path.parent, trusted=trusted, tell=heard)
    recipe, notes = (drawn.recipe, drawn.notes) if drawn else (TINY, TINY_NOTES)
    recipe = recipe.model_copy(update={"name": called})
    write_new(path, python_form(recipe) if python else toml_form(recipe, notes))
    told = {"path": str(path), "name": called, "seconds": None} | (drawn.told() if drawn else {})
    say(told, shown.drafted, as_json)


def heard(doing: str) -> None:
    """What is being done, where it disturbs no output."""
    print(doing, file=sys.stderr, flush=True)


def checked(name: str) -> str:
    """A recipe's name, if it can be one. Raises ValueError where it cannot."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise ValueError(f"--name {name!r} cannot name a recipe: use letters, digits, dots, dashes and underscores.")
    return name


def check_free(path: Path) -> None:
    """Raise ValueError where a file cannot be written without harm."""
    if path.exists():
        raise ValueError(f"{path} is there already: move it, or name another file with --out.")
    if not path.parent.is_dir():
        raise ValueError(f"The folder {path.parent} of {path} does not exist: make it, or name another with --out.")


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet. Raises ValueError where it is: nobody's recipe is overwritten."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise ValueError(f"{path} is there already: move it, or name another file with --out.") from error


def schema() -> None:
    """Print the JSON schema of recipes, by which an editor completes, checks and explains them.

    Example: foretell schema > recipe.schema.json; then `#:schema ./recipe.schema.json` as a recipe's first line.
    """
    from foretell.draft import recipe_schema

    print(json.dumps(recipe_schema(), indent=1, ensure_ascii=False))
