"""Every block of the how-tos runs, in the order in which a reader meets it, and says what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.walk import HOW_TO, RUN, blocks_of, is_like, not_said, walk

WALKS = (  # pages that go on from one another share a folder
    ("own-runs-table.md", "plan.md"),
    ("observe.md",),
    ("own-law.md",),
    ("own-corpus.md", "own-task.md", "own-facts.md"),
)


@pytest.mark.journey
@pytest.mark.parametrize("pages", WALKS, ids=" ".join)
def test_every_block_of_a_how_to_runs(pages: tuple[str, ...], tmp_path: Path) -> None:
    for name in pages:
        written = (HOW_TO / name).read_text(encoding="utf-8")
        assert walk(HOW_TO / name, tmp_path) == len(re.findall(rf"^```({'|'.join(RUN)})$", written, re.MULTILINE)) > 0


def test_every_how_to_is_walked() -> None:
    assert sorted(name for pages in WALKS for name in pages) == sorted(path.name for path in HOW_TO.glob("*.md"))


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_files_are_written_before_what_reads_them_runs(tmp_path: Path) -> None:
    text = "`a/b.toml`:\n\n```toml\nx = 1\n```\n\n```sh\ncat a/b.toml\n```\n\n```text\nx = 1\n```\n"
    assert walk(page(tmp_path, text), tmp_path) == 1
    assert (tmp_path / "a" / "b.toml").read_text() == "x = 1\n"


def test_a_change_takes_the_place_of_the_tables_it_names(tmp_path: Path) -> None:
    first = "`r.toml`:\n\n```toml\nname = 'r'\n[a]\nx = 1\n[b]\ny = 2\n[a.c]\nz = 3\n```\n"
    walk(page(tmp_path, f"{first}\nIn `r.toml`:\n\n```toml\n[a]\nx = 4\n```\n"), tmp_path)
    kept = [line for line in (tmp_path / "r.toml").read_text().splitlines() if line]
    assert kept == ["name = 'r'", "[b]", "y = 2", "[a.c]", "z = 3", "[a]", "x = 4"]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\ntrue\nfalse\ntrue\n```\n",
        "```sh\nforetell no-such-command\n```\n",
        "```python\nraise SystemExit(1)\n```\n",
        "```sh\necho one\n```\n\n```text\ntwo\n```\n",
    ],
)
def test_a_page_that_does_not_tell_the_truth_fails(tmp_path: Path, text: str) -> None:
    with pytest.raises(AssertionError, match=r"page\.md line \d+"):
        walk(page(tmp_path, text), tmp_path)


@pytest.mark.parametrize(
    "text", ["```toml\nx = 1\n```\n", "```ruby\nputs 1\n```\n", "```sh\ntrue\n", "  ```sh\ntrue\n```"]
)
def test_a_block_that_would_be_passed_over_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        blocks_of(text)


def test_lines_must_be_said_in_their_order() -> None:
    assert not_said("a\n[…]\nb\n", "a\nx\nb\n") is None
    assert not_said("b\na\n", "a\nb\n") == "a"


@pytest.mark.parametrize(
    ("shown", "said", "like"),
    [
        ("loss  2.31", "loss 2.30", True),
        ("loss  2.31", "loss 2.6", False),
        ("loss 2.31", "error 2.31", False),
        ("found […] bits, […] %", "found 1.5 bits, outside; 2.0 %", True),
        ("found […] bits", "found 1.5 nats", False),
        ("1,000 runs (80%)", "1,001 runs (80%)", True),
        ("1,000 runs (80%)", "1,001 runs (95%)", False),
        ("a.b", "axb", False),
    ],
)
def test_lines_are_alike_in_words_and_nearly_in_numbers(shown: str, said: str, like: bool) -> None:
    assert is_like(shown, said) is like
