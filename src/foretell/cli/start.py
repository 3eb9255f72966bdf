"""Commands to begin with: new, schema."""

from __future__ import annotations

import json
import os
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
    out: Annotated[Path | None, typer.Option(help="File to write. Default: NAME.toml, or NAME.py.")] = None,
    python: Annotated[bool, typer.Option("--python", help="Write the same journey as plain Python.")] = False,
    as_json: Json = False,
) -> None:
    """Write a recipe: for your pages, your machine and so many hours, with the reason of every number.

    Examples: foretell new ./crawl --hours 6 · foretell new · foretell new --python
    """
    from foretell.draft import TINY, TINY_NOTES, draft, python_form, seen_from, toml_form

    folder = out.parent if out else Path()
    drawn: Draft | None = draft(seen_from(pages, folder), hours, folder) if pages else None
    recipe, notes = (drawn.recipe, drawn.notes) if drawn else (TINY, TINY_NOTES)
    path = out or Path(f"{recipe.name}.{'py' if python else 'toml'}")
    write_new(path, python_form(recipe) if python else toml_form(recipe, notes))
    told = {"path": str(path), "name": recipe.name, "seconds": drawn.took.total if drawn else None}
    say(told, shown.drafted, as_json)


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
