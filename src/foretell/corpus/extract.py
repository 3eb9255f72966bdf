"""HTML to text that keeps the structure: lines, lists, headings, code, table rows. One walk, no recursion."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from foretell.corpus.nesting import tangle, without_attributes, without_invisible

SPACES = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; a no-break space is not among them


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


SKIPPED = _tags(
    "head script style noscript template svg math nav header footer aside form button select textarea iframe"
)
SKIPPED |= _tags("object audio video canvas dialog title")
PARAGRAPHS = _tags("p h1 h2 h3 h4 h5 h6 pre ul ol dl table blockquote article section main figure hr")
LINES = _tags("div li dt dd tr caption figcaption address center summary details fieldset legend body")
CELLS = frozenset(("td", "th"))
LISTS = frozenset(("ul", "ol"))
VERBATIM = frozenset(("pre", "code", "listing"))


class TangledMarkup(ValueError):
    """The page would stall a parser; no page that was meant to be read does."""


def extract(html: str) -> str:
    """The visible text of a page, without navigation, headers, footers and forms. Linear in the page's length.

    Raises TangledMarkup for markup that nests deeper than browsers follow.
    """
    html = without_attributes(without_invisible(html.replace("\0", "")))
    if reason := tangle(html):
        raise TangledMarkup(reason)
    root = LexborHTMLParser(html).root
    return _walked(root) if root is not None else ""


def _walked(root: LexborNode) -> str:
    """Depth first with a stack of open elements. A `None` child means: this element is done, leave it."""
    layout = Layout()
    stack: list[tuple[LexborNode, str]] = []
    node: LexborNode | None = root
    while node is not None or stack:
        if node is None:
            left, tag = stack.pop()
            layout.leave(tag)
            node = left.next
        elif node.is_text_node:
            layout.write(node.text_content or "")
            node = node.next
        elif (tag := node.tag or "") in SKIPPED or not node.is_element_node:
            node = node.next
        else:
            layout.enter(tag)
            stack.append((node, tag))
            node = node.first_child
    return layout.text()


class Layout:
    """Lines as a reader would see them, built from left to right."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.is_blank = True  # whether nothing stands on the line, not even a bullet
        self.has_text = False  # whether more than bullets stand on it
        self.at_space = True  # a space here would not show: the line is empty, or ends in one
        self.lists = 0
        self.verbatim = 0
        self.cell_ended = False

    def enter(self, tag: str) -> None:
        if tag == "br":
            self.end_line()
        elif tag in CELLS:
            self.cell_ended = not self.is_blank
        elif tag in PARAGRAPHS:
            self.end_paragraph() if not (tag in LISTS and self.lists) else self.end_line_if_any()
        elif tag in LINES:
            self.end_line_if_any()
        self.lists += tag in LISTS
        self.verbatim += tag in VERBATIM
        if tag == "li":
            self.line.append("  " * max(self.lists - 1, 0) + "- ")
            self.is_blank = False

    def leave(self, tag: str) -> None:
        self.lists -= tag in LISTS
        self.verbatim -= tag in VERBATIM
        if tag in PARAGRAPHS:
            self.end_paragraph() if not (tag in LISTS and self.lists) else self.end_line_if_any()
        elif tag in LINES:
            self.end_line_if_any()

    def write(self, text: str) -> None:
        """Add text to the line, its white space collapsed unless it stands in `pre` or `code`."""
        if self.verbatim:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._append(first)
            for line in rest:
                self.end_line()
                self._append(line)
            return
        text = SPACES.sub(" ", text)
        self._append(text.lstrip(" ") if self.at_space else text)

    def _append(self, text: str) -> None:
        if not text:
            return
        if self.cell_ended and text.strip():
            while self.line and not self.line[-1].strip():
                self.line.pop()
            self.line[-1:] = [*(piece.rstrip() for piece in self.line[-1:]), "\t"]
            text = text.lstrip()
            self.cell_ended = False
        self.line.append(text)
        self.is_blank = self.is_blank and not text.strip()
        self.has_text = self.has_text or text.strip() not in ("", "-")
        self.at_space = text.endswith(" ")

    def end_line(self) -> None:
        self.lines.append("".join(self.line).replace("\xa0", " ").rstrip())
        self._clear()
        self.cell_ended = False

    def _clear(self) -> None:
        self.line.clear()
        self.is_blank, self.has_text, self.at_space = True, False, True

    def end_line_if_any(self) -> None:
        """Break the line, unless nothing but a bullet or layout space stands on it."""
        if self.has_text:
            self.end_line()
        elif self.line and not self.line[0].endswith("- "):
            self._clear()

    def end_paragraph(self) -> None:
        self.end_line_if_any()
        if self.lines and self.lines[-1] and not self.line:
            self.lines.append("")

    def text(self) -> str:
        """All lines, never more than one blank one in a row."""
        self.end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")
