"""Where pages lie, and the digest of what lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from foretell.corpus import pages_of
from foretell.corpus.pages import parts_of, read_part


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    for name, text in {"b/two.html": "<p>2", "a/one.htm": "<p>1", "three.txt": "3", "picture.png": "?"}.items():
        (tmp_path / "crawl" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "crawl" / name).write_text(text, encoding="utf-8")
    return tmp_path


def ids(base: Path, where: str) -> list[str]:
    (source,) = pages_of({"web": where}, base).sources
    return [page.id for part in parts_of(source) for page in read_part(part, 100)]


def test_a_folder_a_glob_and_a_file(crawl: Path) -> None:
    assert ids(crawl, "crawl") == ["a/one.htm", "b/two.html", "picture.png", "three.txt"]
    assert ids(crawl, "crawl/*/*.htm*") == ["a/one.htm", "b/two.html"]
    assert ids(crawl, "crawl/**/*.txt") == ["three.txt"]
    assert ids(crawl, str(crawl / "crawl" / "three.txt")) == ["three.txt"]


def test_the_digest_is_of_names_and_bytes_of_pages(crawl: Path) -> None:
    def content() -> str:
        return pages_of({"web": "crawl"}, crawl).sources[0].content

    first = content()
    (crawl / "crawl/picture.png").write_text("other", encoding="utf-8")
    assert content() == first
    (crawl / "crawl/three.txt").write_text("4", encoding="utf-8")
    second = content()
    assert second != first
    (crawl / "crawl/three.txt").rename(crawl / "crawl/four.txt")
    assert content() != second


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        ({}, "names no source"),
        ({"web": "nowhere"}, r"web = 'nowhere': there is nothing at .*built-in source \(factbook"),
        ({"web": "crawl/*.png"}, "there is only 1 file of another kind at"),
        ({"../web": "crawl"}, "cannot name a source"),
        ({"sums": "worksheets:many"}, "no number of pages"),
        ({"doc": "pydoc:3"}, "takes nothing after a colon"),
    ],
)
def test_errors_are_sentences(crawl: Path, sources: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        pages_of(sources, crawl)


def test_worksheets_by_number(tmp_path: Path) -> None:
    assert len(ids(tmp_path, "worksheets:7")) == 7
    assert len(ids(tmp_path, "worksheets")) == 1_500
