"""A sample tells what a folder holds, whatever it is written in."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foretell.corpus import Curate, curate, pages_of
from foretell.draft import text as module
from foretell.draft.text import bytes_per_token, sample
from foretell.lab import Workspace

STOP_WORDS = ["the", "of", "and", "to", "that", "with", "have", "be"]
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def prose(seed: int) -> str:
    """Some hundred and fifty words that the rules keep."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(100)] + STOP_WORDS * 6
    draw.shuffle(words)
    return ".\n".join(" ".join(words[i : i + 12]) for i in range(0, len(words), 12))


def write_lines(path: Path, pages: int) -> int:
    """A .jsonl(.gz) of pages; returns the bytes of their text."""
    texts = [prose(i) for i in range(pages)]
    content = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return sum(len(text.encode()) for text in texts)


def test_a_folder_that_is_read_whole_is_known_exactly(tmp_path: Path) -> None:
    for i in range(20):
        (tmp_path / f"{i}.txt").write_text(prose(i), encoding="utf-8")
    (tmp_path / "few.txt").write_text("no prose", encoding="utf-8")
    (tmp_path / "copy.txt").write_text(prose(3), encoding="utf-8")
    (tmp_path / "image.png").write_bytes(b"0" * 9999)
    found = sample(".", tmp_path)
    assert (found.files, found.pages, found.kept) == (22, 22, 20)
    assert found.raw_bytes == sum(path.stat().st_size for path in tmp_path.glob("*.txt"))
    assert found.kept_bytes == pytest.approx(sum(len(prose(i)) for i in range(20)))


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
def test_the_head_of_a_long_file_stands_for_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = write_lines(tmp_path / name, 200)
    monkeypatch.setattr(module, "HEAD_BYTES", (tmp_path / name).stat().st_size // 4)
    found = sample(name, tmp_path)
    assert 25 < found.pages < 100
    assert found.kept_bytes == pytest.approx(held, rel=0.1)


def test_the_first_rows_of_a_parquet_file_stand_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [prose(i) for i in range(300)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet")
    monkeypatch.setattr(module, "ROWS", 60)
    found = sample("*.parquet", tmp_path)
    assert found.pages == 60
    assert found.kept_bytes == pytest.approx(sum(map(len, texts)), rel=0.1)


def test_a_sample_is_the_same_twice_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(40):
        (tmp_path / f"{i}.txt").write_text(prose(i), encoding="utf-8")
    monkeypatch.setattr(module, "MAX_PAGES", 10)
    first, second = sample(str(tmp_path)), sample(str(tmp_path))
    assert first.pages == 10
    assert (first.kept_bytes, first.bytes_per_token) == (second.kept_bytes, second.bytes_per_token)


def test_a_vocabulary_that_the_text_cannot_fill_is_not_offered() -> None:
    assert bytes_per_token(["tiny text"]) == {}
    found = bytes_per_token([prose(i) for i in range(100)])
    assert list(found)[:2] == [512, 1024]
    assert 1.0 < found[512] < found[1024]


def test_a_place_without_pages_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    for nowhere in ("nowhere", "nowhere/pages.jsonl"):
        with pytest.raises(ValueError, match=f"{nowhere} does not exist"):
            sample(nowhere, tmp_path)
    (tmp_path / "a.txt").write_bytes(b"")
    for empty in (".", "a.txt", "*.html"):
        with pytest.raises(ValueError, match="holds no pages"):
            sample(empty, tmp_path)


def test_a_damaged_parquet_file_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    found = sample(".", tmp_path)
    assert (found.kept, found.lost) == (0, {"unreadable": 1})


def test_near_copies_and_what_rules_refuse_are_told_apart(tmp_path: Path) -> None:
    for i in range(10):
        (tmp_path / f"{i}.txt").write_text(prose(i), encoding="utf-8")
    (tmp_path / "near.txt").write_text(prose(3) + " indeed", encoding="utf-8")
    (tmp_path / "same.txt").write_text(prose(4), encoding="utf-8")
    (tmp_path / "few.txt").write_text("no prose", encoding="utf-8")
    found = sample(".", tmp_path)
    assert (found.pages, found.kept) == (13, 10)
    assert found.lost == {"near_duplicate": 1, "exact_duplicate": 1, "too_few_words": 1}
    assert found.refused_bytes == pytest.approx(len("no prose"))
    trusting = sample(".", tmp_path, trusted=True)
    assert (trusting.kept, trusting.refused_bytes) == (11, 0.0)


def test_a_sample_of_all_pages_keeps_what_curation_keeps(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    for i in range(60):
        (folder / f"{i}.txt").write_text(prose(i), encoding="utf-8")
        (folder / f"{i}-long.txt").write_text(f"{prose(i)}\n{prose(i + 100)}", encoding="utf-8")  # overlaps
        (folder / f"{i}-near.txt").write_text(f"{prose(i)} indeed", encoding="utf-8")
    found = sample("crawl", tmp_path)
    pages = pages_of({"pages": "crawl"}, tmp_path)
    counted = curate(pages, Curate(), workspace=Workspace(tmp_path / "work")).sources["pages"]
    assert (found.pages, found.kept) == (counted.read, counted.train + counted.held_out)
    assert found.lost == counted.dropped
    assert "overlaps_held_out" in found.lost
    assert found.train_bytes == pytest.approx(0.92 * (counted.bytes_train + counted.bytes_held_out))


def test_copies_that_a_sample_cannot_show_are_allowed_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(40):
        (tmp_path / f"{i}.txt").write_text(prose(i), encoding="utf-8")
    monkeypatch.setattr(module, "MAX_PAGES", 10)
    found = sample(".", tmp_path)
    assert found.read_share == pytest.approx(0.25, rel=0.1)
    assert found.train_bytes == pytest.approx(found.kept_bytes * 0.92 * (1 - 0.2 * (1 - found.read_share)))


def test_the_clock_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(30):
        (tmp_path / f"{i}.txt").write_text(prose(i), encoding="utf-8")
    fast = sample(".", tmp_path)
    clock = iter(range(0, 10**9, 1000))
    monkeypatch.setattr(module.time, "process_time", lambda: float(next(clock)))
    slow = sample(".", tmp_path)
    assert replace(slow, seconds_per_byte=0.0) == replace(fast, seconds_per_byte=0.0)


def test_packed_pages_count_as_what_they_unpack_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(5):
        write_lines(tmp_path / f"{i}.jsonl.gz", 30)
    monkeypatch.setattr(module, "MAX_BYTES", 20_000)  # packed they are less, each
    assert sample(".", tmp_path).pages == 30
