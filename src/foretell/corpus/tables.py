"""The corpus's tables on disk, and the way to read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from foretell.lab import whole
from foretell.nouns import Corpus

DOCUMENTS, DROPPED = "documents.parquet", "dropped.parquet"
DOCUMENT_COLUMNS = ("source", "id", "split", "cluster", "text")
DROPPED_COLUMNS = ("source", "id", "reason", "detail", "text")
SPLITS = ("train", "held_out")

Row = dict[str, str]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows of strings as a Parquet file, whole or not at all. `text` may pass 2 GB in all."""
    arrays = list(zip(*rows, strict=True)) or [()] * len(columns)
    kinds = {name: pa.large_string() if name == "text" else pa.string() for name in columns}
    table = pa.table({name: pa.array(a, kinds[name]) for name, a in zip(columns, arrays, strict=True)})
    with whole(path) as draft:
        pq.write_table(table, draft, compression="zstd")


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there and has its end, where the format keeps what it holds."""
    try:
        pq.read_metadata(path)
        return True
    except (OSError, pa.ArrowException):
        return False


def documents(corpus: Corpus, split: str | None = None) -> Iterator[Row]:
    """Kept documents (source, id, split, cluster, text), in order; of one split, or of both."""
    if split not in (*SPLITS, None):
        raise ValueError(f"There is no split {split!r}: a document is in {' or '.join(SPLITS)}.")
    yield from _rows(corpus.folder / DOCUMENTS, "split", split)


def dropped(corpus: Corpus, reason: str | None = None) -> Iterator[Row]:
    """Dropped documents (source, id, reason, detail, text), in order; for one reason, or for all."""
    reasons = sorted({name for count in corpus.sources.values() for name in count.dropped})
    if reason is not None and reason not in reasons:
        raise ValueError(f"Nothing was dropped for {reason!r}. Reasons here: {', '.join(reasons) or 'none'}.")
    yield from _rows(corpus.folder / DROPPED, "reason", reason)


def _rows(path: Path, column: str, wanted: str | None) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=256):
            for row in batch.to_pylist():
                if wanted is None or row[column] == wanted:
                    yield row
