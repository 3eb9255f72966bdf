"""Markdown that cannot be injected: what comes from names and texts is escaped, on one line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$@]|:(?=//)|(?<=www)\.)")  # the last two would make a link of an address
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str) -> str:
    """Any text as a piece of one line that shows its own letters."""
    line = BLANK.sub(" ", text).strip().encode("utf-8", "replace").decode()
    return SPECIAL.sub(r"\\\1", html.escape(line, quote=False))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def section(title: str, *parts: str) -> str:
    """A heading with its paragraphs, and nothing where there are none."""
    told = [part for part in parts if part]
    return "\n\n".join([f"## {title}", *told]) if told else ""
