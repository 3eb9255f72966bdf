"""The built-in source `worksheets`: pages of worked additions; `worksheets:400` gives 400 of them."""

from __future__ import annotations

from collections.abc import Iterator

from foretell.corpus.documents import Page
from foretell.lab import digest
from foretell.tasks.addition import worksheet

DEFAULT_PAGES = 1_500
MAX_PAGES = 1_000_000
PAGES_PER_PART = 500


def content(argument: str) -> str:
    """What the pages depend on: how many there are, and how they are written."""
    return f"{number_of_pages(argument)} worksheets, the first with digest {digest(worksheet(0))}"


def number_of_pages(argument: str) -> int:
    """Raises ValueError for what is no number of pages."""
    if not argument:
        return DEFAULT_PAGES
    if not argument.isdecimal() or not 0 < int(argument) <= MAX_PAGES:
        raise ValueError(f"worksheets:{argument} asks for no number of pages. Write, say, worksheets:400.")
    return int(argument)


def parts(argument: str) -> list[tuple[str, ...]]:
    numbers = [str(i) for i in range(number_of_pages(argument))]
    return [tuple(numbers[i : i + PAGES_PER_PART]) for i in range(0, len(numbers), PAGES_PER_PART)]


def pages(numbers: tuple[str, ...]) -> Iterator[Page]:
    for number in numbers:
        yield Page(f"worksheet-{int(number):06}.txt", worksheet(int(number)), markup=False)
