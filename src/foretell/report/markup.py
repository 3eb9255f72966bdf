"""HTML that cannot be injected: a plain string is always escaped, only `Html` goes in as it is."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

VOID = frozenset({"br", "hr", "meta"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def markup(content: str) -> Html:
    """A string as markup: escaped, unless it is `Html`."""
    return content if isinstance(content, Html) else Html(html.escape(content, quote=True))


def join(*contents: str) -> Html:
    """Contents one after the other."""
    return Html("".join(markup(content) for content in contents))


def tag(name: str, *contents: str, **attributes: str) -> Html:
    """An element. An attribute's trailing underscore falls away (`class_`), an inner one becomes a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value, quote=True)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>" if name in VOID else f"<{name}{written}>{join(*contents)}</{name}>")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table that scrolls in its own box where the page is narrow; the first column heads its rows."""
    top = tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in head)))
    body = (tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows)
    return tag("div", tag("table", top, tag("tbody", *body)), class_="scroll", tabindex="0", role="region")


def details(summary: str, *contents: str) -> Html:
    """A fold, closed at first."""
    return tag("details", tag("summary", summary), *contents)
