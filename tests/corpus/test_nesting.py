"""Pages that would stall a parser are told apart from long, sloppy, honest ones; both in linear time."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from foretell.corpus.extract import TangledMarkup, extract
from foretell.corpus.nesting import TAG, OpenElements, without_attributes

HOSTILE = {
    "names": "".join(f"<x{i}></x{i}>" for i in range(200_000)),
    "divs": "<div>" * 1_000_000,
    "lists": "<ul><li>" * 200_000,
    "tables": "<table><tr><td>" * 100_000,
    "formatting without end": "<b>" * 100_000,
    "formatting opened again in every paragraph": "".join(f"<div><b a={i}></div>" for i in range(9_000))
    + "<p>x" * 9_000,
    "closed only in a comment": "<div><!-- </div> -->" * 50_000,
    "closed only in an attribute": '<div title="</div>">' * 50_000,
    "closed only in a script": "<div><script></div></script>" * 50_000,
    "options without a list": "<option><optgroup>" * 200_000,
    "ruby text without ruby": "<rt>" * 1_000_000,
    "items of two kinds of list": "<li><dd>" * 400_000,
    "spans that a paragraph keeps open": "<span><p></span></p>" * 200_000,
    "spans that a block keeps open": "<span><div></span>" * 200_000,
    "blocks that a form does not close": "<form><div></form>" * 200_000,
    "blocks that a heading does not close": "<h1><div><h2></h1>" * 200_000,
    "spans after a paragraph that a rule ended": "<p><hr><span></p>" * 200_000,
    "cells that no such section ends": "<table><td></thead>" * 200_000,
    "spans after a table that a table ended": "<table><table></table><span></table>" * 100_000,
    "end tags of other elements": "<div></div\xa0><mark></mar\u212a>" * 100_000,
    "end tags that look far": "<div>" + "<span>" * 500 + "</main>" * 400_000,
    "closed from inside a marquee": ("<div>" * 400 + "<marquee>" + "</div>" * 400) * 200,
    "closed from inside a cell": ("<div>" * 400 + "<table><td>" + "</div>" * 400) * 200,
}
ATTRIBUTES = {
    "attributes of one element": "<p " + " ".join(f"a{i}=1" for i in range(500_000)) + ">x</p>",
    "attributes of one end tag": "</p " + "/".join(f"a{i}" for i in range(500_000)) + ">",
    "attributes of a tag that breaks off": "<p " + "".join(f'a{i}="1"' for i in range(300_000)),
    "attributes after what is no quotation": "<p ='>" + "<p " + " ".join(f"a{i}" for i in range(500_000)) + "'>",
    "attributes of many bodies": "".join(f"<body a{i}=1>" for i in range(300_000)),
    "attributes of many roots": "".join(f"<html a{i}=1>" for i in range(300_000)),
    "different ones in every element": "".join(f"<p a{i}=1></p>" for i in range(250_000)),
}
HONEST = {
    "unclosed paragraphs": "<p>x" * 20_000,
    "unclosed items": "<ul>" + "<li>x" * 20_000,
    "unclosed rows": "<table>" + "<tr><td>x<td>y" * 10_000,
    "links without end": "<a name=x>y" * 5_000,
    "crossed formatting": "<p><b><i>x</b></i></p>" * 300,
    "crossed spans": "<div><span><q>x</span></div>" * 3_000,
    "items with a block in each": "<ul>" + "<li><div><p>x</li>" * 3_000,
    "definitions": "<dl>" + "<dt>x<dd><p>y" * 3_000,
    "options of a list": "x<select>" + "<option>y" * 5_000 + "</select>",
    "tables one after another": "<p>x<table><tr><td>x<tbody><tr><th>y</table>" * 3_000,
    "ruby": "<p><ruby>x<rt>y</ruby>" * 3_000,
    "a long attribute": '<p title="' + "a b=c " * 100_000 + '">x',
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_nesting_is_given_up_quickly(html: str) -> None:
    start = time.process_time()
    with pytest.raises(TangledMarkup, match=r"512|different names"):
        extract(html)
    assert time.process_time() - start < 30.0  # what hangs takes minutes


@pytest.mark.parametrize("html", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_are_cut_quickly(html: str) -> None:
    start = time.process_time()
    assert "x" in extract("x" + html)
    assert time.process_time() - start < 30.0  # what hangs takes minutes


BARE = {
    "<p a=1 b='>' c=\">\" d>x</p e>": "<p>x</p>",
    "<br/><a/b=c/d>x": "<br><a>x",
    "<p ='>'>": "<p>'>",
    "<p a=b='>'>": "<p>'>",
    "<p a = >": "<p>",
    "<!doctype html public 'a'><!x <p a='><?x?></ x></>": "<!doctype html public 'a'><!><?></ ></>",
    "a < b <3 <p a='>": "a < b <3 <p",
}


@pytest.mark.parametrize(("html", "bare"), BARE.items())
def test_tags_end_where_the_standard_ends_them(html: str, bare: str) -> None:
    assert without_attributes(html) == bare


@given(st.text(st.sampled_from("<>/!?='\" abp"), max_size=60))
def test_the_parser_reads_the_same_text_without_attributes(html: str) -> None:
    assert parsed_text(without_attributes(html)) == parsed_text(html)


def parsed_text(html: str) -> str:
    root = LexborHTMLParser(f"<body>{html}").root
    return root.text() if root is not None else ""


@pytest.mark.parametrize("html", HONEST.values(), ids=HONEST)
def test_honest_pages_pass(html: str) -> None:
    assert extract(html)


@pytest.mark.parametrize(
    "html",
    [
        '<p a="' * 50_000,
        "<a " * 500_000,
        "<script>" + "</script " * 200_000,
        "<p " + "= " * 500_000,
        "<!--" * 50_000,
        "<script>" * 50_000,
        "<" * 500_000,
        "<a" * 200_000,
    ],
)
def test_broken_tags_take_linear_time(html: str) -> None:
    start = time.process_time()
    with contextlib.suppress(TangledMarkup):
        extract(html)
    assert time.process_time() - start < 30.0  # what hangs takes minutes


CELLS = ["<li>", "<td>x", "<td>&nbsp;", "<td><code> </code>"]


@pytest.mark.parametrize("cell", CELLS)
def test_a_line_that_never_ends_takes_linear_time(cell: str) -> None:
    start = time.process_time()
    extract("<table><tr>" + cell * 150_000)
    assert time.process_time() - start < 30.0  # what hangs takes minutes


TAGS = ["p", "div", "li", "dd", "span", "b", "a", "table", "tr", "td", "tbody", "caption", "form", "button", "h1", "h2"]
TAGS += ["hr", "option", "rt", "ruby", "marquee", "dialog", "pre"]
PIECES = st.lists(st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]), max_size=12)


@given(PIECES)
def test_no_page_nests_much_deeper_than_is_seen(pieces: list[str]) -> None:
    html = "".join(pieces) * 80
    deepest = seen_depth(html)
    assert parsed_depth(html) <= 3 * deepest + 30


def seen_depth(html: str) -> int:
    elements, deepest = OpenElements(), 0
    for closing, name in (match.group(1, 2) for match in TAG.finditer(html)):
        elements.end(name) if closing else elements.start(name)
        deepest = max(deepest, len(elements.stack), elements.unclosed)
    return deepest


def parsed_depth(html: str) -> int:
    node, depth, deepest = LexborHTMLParser(html).root, 0, 0
    while node is not None:
        deepest = max(deepest, depth)
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return deepest
