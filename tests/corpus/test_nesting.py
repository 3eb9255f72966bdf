"""Pages that would stall a parser are told apart from long, sloppy, honest ones; both in linear time."""

from __future__ import annotations

import time

import pytest

from foretell.corpus.extract import TangledMarkup, extract

HOSTILE = {
    "divs": "<div>" * 1_000_000,
    "lists": "<ul><li>" * 200_000,
    "tables": "<table><tr><td>" * 100_000,
    "formatting without end": "<b>" * 100_000,
    "formatting opened again in every paragraph": "".join(f"<div><b a={i}></div>" for i in range(9_000))
    + "<p>x" * 9_000,
    "closed only in a comment": "<div><!-- </div> -->" * 50_000,
    "closed only in an attribute": '<div title="</div>">' * 50_000,
    "closed only in a script": "<div><script></div></script>" * 50_000,
    "closed from inside a cell": ("<div>" * 400 + "<table><td>" + "</div>" * 400) * 200,
}
HONEST = {
    "unclosed paragraphs": "<p>x" * 20_000,
    "unclosed items": "<ul>" + "<li>x" * 20_000,
    "unclosed rows": "<table>" + "<tr><td>x<td>y" * 10_000,
    "links without end": "<a name=x>y" * 5_000,
    "crossed formatting": "<p><b><i>x</b></i></p>" * 300,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_nesting_is_given_up_quickly(html: str) -> None:
    start = time.process_time()
    with pytest.raises(TangledMarkup, match="512"):
        extract(html)
    assert time.process_time() - start < 3.0


@pytest.mark.parametrize("html", HONEST.values(), ids=HONEST)
def test_honest_pages_pass(html: str) -> None:
    assert extract(html)


@pytest.mark.parametrize(
    "html", ['<p a="' * 50_000, "<!--" * 50_000, "<script>" * 50_000, "<" * 500_000, "<a" * 200_000]
)
def test_broken_tags_take_linear_time(html: str) -> None:
    start = time.process_time()
    extract(html)
    assert time.process_time() - start < 3.0
