from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.corpus.decode import decode


def test_utf8_comes_first_and_its_mark_goes() -> None:
    assert decode("\ufeffé".encode(), "latin-1") == "é"


def test_the_declared_encoding_is_next() -> None:
    page = '<meta charset="windows-1252">caf\u00e9'.encode("cp1252")
    assert decode(page) == '<meta charset="windows-1252">café'
    assert decode("café".encode("cp1252"), "cp1252") == "café"


@pytest.mark.parametrize("charset", ["", "zip", "hex", "idna", "unicode-escape", "none", "x" * 40])
def test_anything_else_is_refused(charset: str) -> None:
    assert decode(b"caf\xe9", charset) is None


def test_lone_surrogates_are_refused() -> None:
    assert decode("a\ud800") is None


@given(st.binary())
def test_no_bytes_crash(content: bytes) -> None:
    text = decode(content)
    assert text is None or ("\r" not in text and "\0" not in text)
