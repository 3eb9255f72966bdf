"""What would stall a parser, cut or known before it is asked: its time grows with the square of some things.

An HTML parser compares each attribute of an element with all before it; no text stands in them, so they are cut. It
walks its stack of open elements for many tags, and re-opens every unclosed `<b>` in every paragraph. Browsers stop at
a depth of 512; so do we, and give up the page. The stack is followed as tree construction has it in the HTML standard
(section 13.2.6), but for elements whose end tag need not close what lies in them: those are closed only where they
are innermost. So the stack here may be deeper than the parser's, never much shallower.
"""

from __future__ import annotations

import re
from collections.abc import Collection

MAX_DEPTH = 512
MAX_NAMES = 10_000  # of elements: a parser looks each up among all before it
MAX_STEPS = 5_000_000  # open elements looked at, for all tags together

INVISIBLE = "script|style|svg|math|title|textarea|iframe|noembed|noframes|xmp|template|object|select|datalist"
INVISIBLE_PARTS = re.compile(
    rf"<!--.*?(?:-->|\Z)|<({INVISIBLE})\b.*?(?:</\1\b[^>]*+(?:>|\Z)|\Z)", re.DOTALL | re.IGNORECASE | re.ASCII
)
ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?+"""
MARKUP = re.compile(
    rf"<(?:(/?[a-z][^\s/>]*+)(?:[\s/]++|{ATTRIBUTE})*+|(!doctype[^<>]*+)(?=>)|([!?]|/(?![a-z])[^>]?)[^>]*+)",
    re.ASCII | re.IGNORECASE,
)
TAG = re.compile(r"<(/?)([a-z][^\s/>]*+)", re.ASCII | re.IGNORECASE)


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _tags("area base basefont bgsound br embed frame hr image img input keygen link meta param source track wbr")
NEVER_OPEN = VOID | _tags("html head body col a")  # a link closes the link before it
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


def without_attributes(html: str) -> str:
    """The page with bare tags, and without what the parser would take for comments (`<!x>`, `<?x>`, `</ x>`)."""
    return MARKUP.sub(r"<\1\2\3", html)


def tangle(html: str) -> str:
    """What would stall a parser, in words; "" where nothing would. Of a page without invisible parts and attributes."""
    elements = OpenElements()
    names = set()
    for closing, name in (match.groups() for match in TAG.finditer(html)):
        tag = name.lower() if name.isascii() else name
        names.add(tag)
        elements.end(tag) if closing else elements.start(tag)
        if elements.too_deep():
            return f"open elements pile up more than {MAX_DEPTH} deep"
    if len(names) > MAX_NAMES:
        return f"elements have more than {MAX_NAMES} different names"
    hidden = INVISIBLE_PARTS.search(html) is not None
    return f"scripts or comments lie in one another, and can hide more than {MAX_DEPTH} open elements" if hidden else ""


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
