"""Raw pages to a corpus: read, extract, judge, deduplicate, split, decontaminate. Every drop has one named reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field

from foretell.corpus import assignment, tables
from foretell.corpus.assignment import Assignment
from foretell.corpus.clean import clean
from foretell.corpus.decontaminate import Decontaminate, contaminated, protected_documents, protected_items
from foretell.corpus.documents import Document, Dropped, Part
from foretell.corpus.duplicates import MinHash, text_signature
from foretell.corpus.pages import parts_of, read_part
from foretell.corpus.quality import Quality
from foretell.corpus.readers import printable
from foretell.corpus.repetition import Repetition
from foretell.lab import Workspace, digest, verb, whole
from foretell.nouns import Corpus, Pages, SourceCount, Spec, Suite
from foretell.tasks.items import ITEMS_FILE, read_items
from foretell.text.words import Hashes, content_digest, word_hashes, words

CHUNK = 256  # documents whose words are hashed by one call


class Curate(Spec):
    """How pages become a corpus."""

    trusted: tuple[str, ...] = ()
    """Sources that no quality or repetition rule judges, such as generated lines."""

    quality: Quality = Quality()
    """Thresholds of Gopher's quality rules."""

    repetition: Repetition = Repetition()
    """Thresholds of Gopher's repetition rules."""

    dedup: MinHash = MinHash()
    """When two documents count as near-duplicates, of which one is kept."""

    held_out_share: float = Field(default=0.08, ge=0.0, lt=1.0)
    """Share of the clusters of near-duplicates that is held out, to measure models on."""

    decontaminate: Decontaminate = Decontaminate()
    """When a training document counts as having seen a question or a held-out document."""

    max_page_bytes: int = Field(default=5_000_000, ge=1)
    """Largest page that is read, in bytes; a larger one is dropped."""


@verb(version=1)
def curate(
    pages: Pages, spec: Curate, suite: Suite | None = None, earlier: Corpus | None = None, *, workspace: Workspace
) -> Corpus:
    """Clean documents of all sources, in a train and a held-out split that share no near-duplicates.

    With a `suite`, no training document holds one of its questions. With an `earlier` corpus, whatever matches one
    of its documents joins that document's split. Raises ValueError for a trusted source that is no source.
    """
    _check(pages, spec)
    kept, signatures, drops = _read(pages, spec, workspace)
    memory = assignment.read(earlier.folder / assignment.ASSIGNMENT, spec.dedup) if earlier else None
    kept, copies, assigned = _deduplicated(kept, signatures, spec, memory)
    kept, leaks = _decontaminated(kept, assigned, spec, suite, workspace)
    drops = sorted([*drops, *copies, *leaks], key=lambda drop: (drop.source, drop.id))
    _write(kept, drops, assigned, spec, workspace.folder)
    return Corpus(sources=_counts([source.name for source in pages.sources], kept, drops, assigned))


def _check(pages: Pages, spec: Curate) -> None:
    names = [source.name for source in pages.sources]
    if unknown := sorted(set(spec.trusted) - set(names)):
        raise ValueError(f"curate.trusted names {unknown[0]!r}, which is no source. Sources: {', '.join(names)}.")


# ---------------------------------------------------------------- read: page by page, on all workers


def _read(pages: Pages, spec: Curate, workspace: Workspace) -> tuple[list[Document], Hashes, list[Dropped]]:
    """All documents, sorted by name, their signatures [m, hashes], and what was dropped on the way."""
    parts = [(part, source.content) for source in pages.sources for part in parts_of(source)]
    files = workspace.map(partial(_clean_part, spec, workspace.scratch), parts, "reading pages")
    rows = sorted((row for file in files for row in _rows_of(file)), key=lambda row: (row["source"], row["id"]))
    good = [row for row in rows if not row["reason"]]
    drops = [Dropped(*(row[name] for name in tables.DROPPED_COLUMNS)) for row in rows if row["reason"]]
    signatures = np.frombuffer(b"".join(row["signature"] for row in good), dtype=np.uint64)
    documents = [Document(row["source"], row["id"], row["text"]) for row in good]
    return documents, signatures.reshape(-1, spec.dedup.hashes), drops


def _clean_part(spec: Curate, scratch: Path, part_and_content: tuple[Part, str]) -> Path:
    """Clean one part into a file of its own, unless an earlier, broken-off call did."""
    part, content = part_and_content
    names = [printable(name) for name in part.names]
    path = scratch / f"{digest([spec, content, part.source, part.kind, names])}.parquet"
    if tables.is_whole(path):
        return path
    rules = None if part.source in spec.trusted else (spec.quality, spec.repetition)
    found = [clean(part.source, page, rules) for page in read_part(part, spec.max_page_bytes)]
    with whole(path) as draft:
        pq.write_table(pa.Table.from_pylist([_row(one, spec.dedup) for one in found], schema=PART_SCHEMA), draft)
    return path


PART_SCHEMA = pa.schema(
    [*((name, pa.large_string()) for name in tables.DROPPED_COLUMNS), ("signature", pa.large_binary())]
)


def _row(found: Document | Dropped, spec: MinHash) -> dict[str, str | bytes]:
    row = {"source": found.source, "id": found.id, "text": found.text}
    if isinstance(found, Dropped):
        return {**row, "reason": found.reason, "detail": found.detail, "signature": b""}
    return {**row, "reason": "", "detail": "", "signature": text_signature(found.text, spec).tobytes()}


def _rows_of(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


# ---------------------------------------------------------------- deduplicate and split


def _deduplicated(
    documents: Sequence[Document], signatures: Hashes, spec: Curate, memory: Assignment | None
) -> tuple[list[Document], list[Dropped], Assignment]:
    """One document of each cluster, that of the least digest; the copies of it; and every content's assignment."""
    first: dict[str, int] = {}  # content digest → the first document, by name, that has it
    digests = [content_digest(document.text) for document in documents]
    for i, content in enumerate(digests):
        first.setdefault(content, i)
    distinct = sorted(first)
    distinct_signatures = signatures[[first[content] for content in distinct]]
    memory = memory or assignment.empty(spec.dedup)
    assigned = assignment.assign(distinct, distinct_signatures, spec.held_out_share, spec.dedup, memory)
    cluster_of = dict(zip(assigned.digests, assigned.clusters, strict=True))
    kept, drops = [], []
    for i, (document, content) in enumerate(zip(documents, digests, strict=True)):
        if first[content] != i:
            drops.append(document.dropped("exact_duplicate", _like(documents[first[content]])))
        elif cluster_of[content] != content:
            drops.append(document.dropped("near_duplicate", _like(documents[first[cluster_of[content]]])))
        else:
            kept.append(document)
    return kept, drops, assigned


def _like(document: Document) -> str:
    return f"like {document.source}/{document.id}"


# ---------------------------------------------------------------- decontaminate


def _decontaminated(
    documents: Sequence[Document], assigned: Assignment, spec: Curate, suite: Suite | None, workspace: Workspace
) -> tuple[list[Document], list[Dropped]]:
    """Without the training documents that hold questions of the suite or text of the held-out documents."""
    split_of = dict(zip(assigned.digests, assigned.splits, strict=True))
    train = [split_of[content_digest(document.text)] == "train" for document in documents]
    chunks = [[d.text for d in documents[i : i + CHUNK]] for i in range(0, len(documents), CHUNK)]
    hashes = [h for chunk in workspace.map(_hashed, chunks, "looking for leaks") for h in chunk]
    items = read_items(suite.folder / ITEMS_FILE) if suite else []
    held_out = {f"{d.source}/{d.id}": h for d, h, t in zip(documents, hashes, train, strict=True) if not t}
    protected = protected_items(items, spec.decontaminate) + protected_documents(held_out, spec.decontaminate)
    places = [i for i, is_train in enumerate(train) if is_train]
    found = contaminated([hashes[i] for i in places], protected, spec.decontaminate)
    leaks = {places[i]: documents[places[i]].dropped(*why) for i, why in found.items()}
    return [d for i, d in enumerate(documents) if i not in leaks], list(leaks.values())


def _hashed(texts: Sequence[str]) -> list[Hashes]:
    return [word_hashes(words(text)) for text in texts]


# ---------------------------------------------------------------- write and count


def _write(
    kept: Sequence[Document], drops: Sequence[Dropped], assigned: Assignment, spec: Curate, folder: Path
) -> None:
    split_of = dict(zip(assigned.digests, assigned.splits, strict=True))
    rows = []
    for document in kept:
        cluster = content_digest(document.text)  # the member that is kept has the least digest: the cluster's name
        rows.append((document.source, document.id, split_of[cluster], cluster, document.text))
    tables.write_rows(folder / tables.DOCUMENTS, tables.DOCUMENT_COLUMNS, rows)
    lost = [(drop.source, drop.id, drop.reason, drop.detail, drop.text) for drop in drops]
    tables.write_rows(folder / tables.DROPPED, tables.DROPPED_COLUMNS, lost)
    assignment.write(folder / assignment.ASSIGNMENT, assigned, spec.dedup)


def _counts(
    names: Iterable[str], kept: Sequence[Document], drops: Sequence[Dropped], assigned: Assignment
) -> dict[str, SourceCount]:
    split_of = dict(zip(assigned.digests, assigned.splits, strict=True))
    sizes: dict[str, Mapping[str, list[int]]] = {name: {split: [] for split in tables.SPLITS} for name in names}
    reasons: dict[str, list[str]] = {name: [] for name in sizes}
    for document in kept:
        split = split_of[content_digest(document.text)]
        sizes[document.source][split].append(len(document.text.encode()))
    for drop in drops:
        reasons[drop.source].append(drop.reason)
    return {
        name: SourceCount(
            read=len(size["train"]) + len(size["held_out"]) + len(reasons[name]),
            train=len(size["train"]),
            held_out=len(size["held_out"]),
            bytes_train=sum(size["train"]),
            bytes_held_out=sum(size["held_out"]),
            dropped={reason: reasons[name].count(reason) for reason in sorted(set(reasons[name]))},
        )
        for name, size in sizes.items()
    }
