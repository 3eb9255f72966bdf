"""How deep a page nests, known before it is parsed: a parser's time grows with the square of the depth.

An HTML parser walks its stack of open elements for many tags, and re-opens every unclosed `<b>` in every paragraph.
Browsers stop at a depth of 512; so do we, in one linear pass, and give up the page. Elements whose end may be left
out (`<p>`, `<li>`, `<td>`) are not counted: they close one another, and nest only inside others that are.
"""

from __future__ import annotations

import re

MAX_DEPTH = 512

INVISIBLE = "script|style|svg|math|title|textarea|iframe|noembed|noframes|xmp|template|object"
INVISIBLE_PARTS = re.compile(rf"<!--.*?(?:-->|\Z)|<({INVISIBLE})\b.*?(?:</\1\b[^>]*>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"""<(/?)([a-z][^\s/>]*)(?:=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|[^>=]+|=)*+(?:>|\Z)""", re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base br col embed hr img input link meta param source track wbr")
MAY_STAY_OPEN = _tags("html head body p li dt dd tr td th thead tbody tfoot caption colgroup option optgroup rt rp a")
FORMATTING = _tags("b big code em font i nobr s small strike strong tt u")


def without_invisible(html: str) -> str:
    """The page without comments, scripts and the like: no text in them can pass for a tag."""
    return INVISIBLE_PARTS.sub(" ", html)


def is_tangled(html: str) -> bool:
    """Whether open elements, or formatting elements that were never closed, pile up beyond `MAX_DEPTH`."""
    stack: list[str] = []
    unclosed = 0
    for closing, name in (tag.groups() for tag in TAG.finditer(html)):
        tag = name.lower()
        if tag in VOID or tag in MAY_STAY_OPEN:
            continue
        if not closing:
            stack.append(tag)
            unclosed += tag in FORMATTING
        elif tag in FORMATTING:
            unclosed -= _closed_on_top(stack, tag)
        else:
            _close(stack, tag)
        if len(stack) > MAX_DEPTH or unclosed > MAX_DEPTH:
            return True
    return INVISIBLE_PARTS.search(html) is not None


def _closed_on_top(stack: list[str], tag: str) -> bool:
    """A formatting element that others lie in is split by the parser, not closed."""
    if stack and stack[-1] == tag:
        stack.pop()
        return True
    return False


def _close(stack: list[str], tag: str) -> None:
    """Close down to the last such element of this table; none is closed from inside a table that it holds."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth] == tag:
            del stack[depth:]
            return
        if stack[depth] == "table":
            return
