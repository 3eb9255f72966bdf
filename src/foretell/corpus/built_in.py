"""The sources that come with Python or with a small data package, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata

from foretell.corpus import factbook, kjv, pydoc, worksheets
from foretell.corpus.documents import Broken, Page


@dataclass(frozen=True)
class BuiltIn:
    """`content` says what the pages depend on, `parts` names pages in groups, `pages` makes those of one group.

    The first two take what follows the colon in `worksheets:400`.
    """

    content: Callable[[str], str]
    parts: Callable[[str], list[tuple[str, ...]]]
    pages: Callable[[tuple[str, ...]], Iterator[Page | Broken]]


BUILT_IN = {
    "factbook": BuiltIn(factbook.content, factbook.parts, factbook.pages),
    "kjv": BuiltIn(kjv.content, kjv.parts, kjv.pages),
    "pydoc": BuiltIn(pydoc.content, pydoc.parts, pydoc.pages),
    "worksheets": BuiltIn(worksheets.content, worksheets.parts, worksheets.pages),
}


def built_in(where: str) -> tuple[str, str] | None:
    """Name and argument of a built-in source (`worksheets:400`), or None for a path."""
    name, _, argument = where.partition(":")
    return (name, argument) if name in BUILT_IN else None


def content_of(source: str, where: str) -> str:
    """What a built-in source's pages depend on; a sentence where its package is missing or its argument is wrong."""
    name, _, argument = where.partition(":")
    if argument and name != "worksheets":
        raise ValueError(f"[pages] {source} = {where!r}: {name} takes nothing after a colon.")
    try:
        return BUILT_IN[name].content(argument)
    except metadata.PackageNotFoundError as error:
        raise ValueError(
            f"[pages] {source} = {where!r} needs the package {error.name}: pip install 'foretell[tiny]'."
        ) from error
