"""One page to one document, or to the one reason why it is none."""

from __future__ import annotations

from foretell.corpus.decode import decode
from foretell.corpus.documents import Broken, Document, Dropped, Page
from foretell.corpus.extract import TangledMarkup, extract
from foretell.corpus.quality import Prose, Quality, quality
from foretell.corpus.repetition import Repetition, repetition
from foretell.text.words import has_words


def clean(source: str, page: Page | Broken, rules: tuple[Quality, Repetition] | None) -> Document | Dropped:
    """Decode, extract and judge a page; without rules it is taken as it is, if it says anything."""
    if isinstance(page, Broken):
        return Dropped(source, page.id, page.reason, page.detail)
    document = document_of(source, page)
    if isinstance(document, Dropped) or rules is None:
        return document
    broken = broken_rule(document.text, *rules)
    return document.dropped(*broken) if broken else document


def document_of(source: str, page: Page) -> Document | Dropped:
    """The text of a page: `not_utf8`, `tangled_markup` or `empty` where it has none."""
    content = decode(page.content, page.charset)
    if content is None:
        return Dropped(source, page.id, "not_utf8", "not UTF-8, and not in an encoding that it declares")
    try:
        text = extract(content) if page.markup else content.strip("\n")
    except TangledMarkup as error:
        return Dropped(source, page.id, "tangled_markup", str(error))
    if not has_words(text):
        return Dropped(source, page.id, "empty", "no word in it", text)
    return Document(source, page.id, text)


def broken_rule(text: str, quality_spec: Quality, repetition_spec: Repetition) -> tuple[str, str] | None:
    """The first of Gopher's rules that a text breaks: (reason, what was found)."""
    prose = Prose(text)
    return quality(prose, quality_spec) or repetition(prose, repetition_spec)
