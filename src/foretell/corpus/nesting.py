"""What would stall a parser, known before it is asked: its time grows with the square of depth and of attributes.

An HTML parser walks its stack of open elements for many tags, re-opens every unclosed `<b>` in every paragraph, and
compares each attribute of an element with all before it. Browsers stop at a depth of 512; so do we, and give up the
page. The stack is followed as the HTML standard's tree construction has it (section 13.2.6), but for elements whose
end tag does not close what lies in them: those are taken as closed only where they are innermost. So the stack here
may be deeper than the parser's, never much shallower.
"""

from __future__ import annotations

import re
from collections.abc import Collection

MAX_DEPTH = 512
MAX_ATTRIBUTES = 512
MAX_STEPS = 5_000_000  # open elements looked at, for all tags together

INVISIBLE = "script|style|svg|math|title|textarea|iframe|noembed|noframes|xmp|template|object|select|datalist"
INVISIBLE_PARTS = re.compile(
    rf"<!--.*?(?:-->|\Z)|<({INVISIBLE})\b.*?(?:</\1\b[^>]*+(?:>|\Z)|\Z)", re.DOTALL | re.IGNORECASE | re.ASCII
)
_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?+"""
ATTRIBUTE = re.compile(_ATTRIBUTE, re.ASCII)
TAG = re.compile(rf"<(/?)([a-z][^\s/>]*+)((?:[\s/]++|{_ATTRIBUTE})*+)", re.ASCII | re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base basefont bgsound br embed frame hr image img input keygen link meta param source track wbr")
MERGED = _tags("html body")  # there is one of each: further tags only add attributes to it
NEVER_OPEN = VOID | MERGED | _tags("head col a")  # a link closes the link before it
FORMATTING = _tags("b big code em font i nobr s small strike strong tt u")
HEADINGS = _tags("h1 h2 h3 h4 h5 h6")
SECTIONS = _tags("tbody thead tfoot")
TABLE_PARTS = SECTIONS | _tags("caption colgroup col tr td th")
LISTS = _tags("ol ul")
SCOPES = _tags("table marquee applet td th caption")
BLOCKS = _tags(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup "
    "listing main menu nav ol pre search section summary ul"
)
CLOSED_WHOLE = BLOCKS | _tags("p li dd dt button marquee applet")  # whose end tag closes all that lies in them
SPECIAL = CLOSED_WHOLE | SCOPES | TABLE_PARTS | HEADINGS | _tags("form noscript frameset plaintext")
BEYOND_ITEMS = SPECIAL - _tags("address div p")

Closing = tuple[Collection[str], Collection[str]]  # the innermost of these, unless one of those is open within it
PARAGRAPH: Closing = (("p",), SCOPES | {"button"})
CLOSES: dict[str, tuple[Closing, ...]] = {  # what a start tag closes
    **dict.fromkeys(BLOCKS | HEADINGS | _tags("p hr form plaintext"), (PARAGRAPH,)),
    "li": ((("li",), BEYOND_ITEMS), PARAGRAPH),
    "dd": ((("dd", "dt"), BEYOND_ITEMS), PARAGRAPH),
    "dt": ((("dd", "dt"), BEYOND_ITEMS), PARAGRAPH),
    "button": ((("button",), SCOPES),),
    "table": (PARAGRAPH, (("table",), ("td", "th", "caption"))),  # a table in a table, but in no cell, ends it
}


def without_invisible(html: str) -> str:
    """The page without comments, scripts and the like: no text in them can pass for a tag."""
    return INVISIBLE_PARTS.sub(" ", html)


def tangle(html: str) -> str:
    """What about a page would stall a parser, in words; "" where nothing would. Linear in the page's length."""
    elements = OpenElements()
    merged = 0
    for match in TAG.finditer(html):
        closing, name, attributes = match.groups()
        tag = name.lower() if name.isascii() else name
        count = _count(attributes) if tag in MERGED or len(attributes) > 2 * MAX_ATTRIBUTES else 0
        merged += count if tag in MERGED else 0
        if max(count, merged) > MAX_ATTRIBUTES:
            return f"an element has more than {MAX_ATTRIBUTES} attributes"
        elements.end(tag) if closing else elements.start(tag)
        if elements.too_deep():
            return f"open elements pile up more than {MAX_DEPTH} deep"
    left = INVISIBLE_PARTS.search(html) is not None
    return (
        f"scripts or comments hide in one another, which can hide more than {MAX_DEPTH} open elements" if left else ""
    )


def _count(attributes: str) -> int:
    return sum(1 for _ in ATTRIBUTE.finditer(attributes))


class OpenElements:
    """The stack of open elements, the outermost first, and how many formatting elements were never closed."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.unclosed = 0
        self.steps = 0

    def too_deep(self) -> bool:
        return len(self.stack) > MAX_DEPTH or self.unclosed > MAX_DEPTH or self.steps > MAX_STEPS

    def start(self, tag: str) -> None:
        """Close what a start tag closes, and open its element."""
        if tag in TABLE_PARTS:
            self._start_table_part(tag)
            return
        for tags, beyond in CLOSES.get(tag, ()):
            self._close(tags, beyond)
        if tag in HEADINGS and self.stack and self.stack[-1] in HEADINGS:
            self.stack.pop()
            self.unclosed += 1  # or it stays open, if a link lies between them
        if tag not in NEVER_OPEN:
            self.stack.append(tag)
            self.unclosed += tag in FORMATTING or tag == "frameset"

    def _start_table_part(self, tag: str) -> None:
        """Back to the innermost table, section or row that this part lies in; outside of tables it is nothing."""
        if self._find(("table",), ()) is None:
            return
        around = {"tr": SECTIONS, "td": ("tr",), "th": ("tr",)}.get(tag, ("table",))
        depth = self._find(around, ("table",))
        if depth is None:  # the row or section may be left out
            self._start_table_part("tr" if tag in ("td", "th") else "tbody")
        else:
            del self.stack[depth + 1 :]
        if tag != "col":
            self.stack.append(tag)

    def end(self, tag: str) -> None:
        """Close the element of an end tag, with all that lies in it, if the standard would."""
        if tag in TABLE_PARTS or tag == "table":
            self._close((tag,), ("table",))
        elif tag in HEADINGS:
            self._close(HEADINGS, SCOPES)
        elif tag in CLOSED_WHOLE:
            self._close((tag,), SCOPES | LISTS if tag == "li" else SCOPES)
        else:
            self._close_innermost(tag)

    def _close_innermost(self, tag: str) -> None:
        """Close an element if it is the innermost. A form that is not can never be closed."""
        if self.stack and self.stack[-1] == tag:
            self.stack.pop()
            self.unclosed -= tag in FORMATTING
        else:
            self.unclosed += tag == "form"

    def _close(self, tags: Collection[str], beyond: Collection[str]) -> None:
        depth = self._find(tags, beyond)
        if depth is not None:
            del self.stack[depth:]

    def _find(self, tags: Collection[str], beyond: Collection[str]) -> int | None:
        """Where the innermost of these elements is open; None where one of `beyond` is open within it."""
        for depth in range(len(self.stack) - 1, -1, -1):
            self.steps += 1
            if self.stack[depth] in tags:
                return depth
            if self.stack[depth] in beyond:
                return None
        return None
