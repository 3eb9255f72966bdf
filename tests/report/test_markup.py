from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from foretell.report.markup import Html, join, table, tag


@given(st.text())
def test_plain_text_is_always_escaped_and_never_lost(text: str) -> None:
    made = tag("p", text, title=text)
    assert made.count("<") == made.count(">") == 2
    assert unescape(made) == f'<p title="{text}">{text}</p>'


def test_markup_goes_in_as_it_is() -> None:
    assert tag("p", tag("b", "a & b")) == "<p><b>a &amp; b</b></p>"
    assert join("<", Html("<br>")) == "&lt;<br>"


def test_attribute_names_that_python_reserves() -> None:
    assert tag("div", class_="x", aria_label="y") == '<div class="x" aria-label="y"></div>'


def test_a_tables_first_column_heads_its_rows() -> None:
    made = table(("a", "b"), [("1", "2"), ("3", "4")])
    assert made.count('scope="row"') == 2
    assert made.count("<td>") == 2
