"""A small made corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foretell.nouns import Corpus, Home, SourceCount

Rows = Sequence[tuple[str, str, str]]  # source, split, text
CorpusMaker = Callable[[Rows], Corpus]
TEXT = "the quick brown fox jumps over a lazy dog while seven naïve geese sing über-loud, 東京 — 12 + 7 = 19"
WORDS = TEXT.split()


@pytest.fixture
def corpus_of(tmp_path: Path) -> CorpusMaker:
    """A corpus of the given rows."""

    def make(rows: Rows) -> Corpus:
        folder = tmp_path / f"corpus-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        columns = {name: [row[i] for row in rows] for i, name in enumerate(("source", "split", "text"))}
        pq.write_table(pa.Table.from_pydict(columns), folder / "documents.parquet")
        counts = {
            name: SourceCount(read=0, train=0, held_out=0, bytes_train=0, bytes_held_out=0)
            for name in dict.fromkeys(["prose", *columns["source"]])
        }
        corpus: Corpus = Corpus(sources=counts).at(Home(folder))
        return corpus

    return make


@pytest.fixture
def rows() -> list[tuple[str, str, str]]:
    """Three sources of unequal size; one document in ten is held out."""
    return [
        (source, "held_out" if i % 10 == 0 else "train", " ".join(WORDS[(i * step + k * k) % 19] for k in range(40)))
        for source, documents, step in (("prose", 200, 1), ("code", 80, 3), ("facts", 30, 7))
        for i in range(documents)
    ]


@pytest.fixture
def corpus(corpus_of: CorpusMaker, rows: Rows) -> Corpus:
    return corpus_of(rows)
