"""What comes from names and texts shows its own letters, on one line."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.report.markdown import plain, section, table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tiny/target", "tiny/target"),
        ("held_out", "held\\_out"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("a | b", "a \\| b"),
        ("two\n\n# lines\u2028three\0", "two \\# lines three"),
        ("[x](https://evil.example)", "\\[x\\](https\\://evil.example)"),
        ("www.evil.example", "www\\.evil.example"),
        ("\ud800", "?"),
    ],
)
def test_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_no_text_can_leave_its_place(text: str) -> None:
    line = plain(text)
    assert not re.search(r"[\x00-\x1f\x7f\u2028\u2029<>]", line)
    assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]|#]", line)
    back = html.unescape(re.sub(r"\\([^\w\s]|_)", r"\1", line))
    assert back == re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def test_a_table_has_a_line_a_row_and_a_section_of_nothing_is_nothing() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert section("T", "", "x") == "## T\n\nx"
    assert section("T", "") == section("T") == ""
