"""What a folder of pages holds, told from a sample: how much text would be kept, and what cleaning it takes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from foretell.corpus import Curate
from foretell.corpus.clean import clean
from foretell.corpus.documents import Dropped
from foretell.corpus.duplicates import text_signature
from foretell.corpus.pages import files_of
from foretell.corpus.readers import BROKEN_FILE, KINDS, read, reader_of
from foretell.tokens.bpe import train_bpe

MAX_PAGES = 400  # of a sample, but for the last file's
MAX_SECONDS = 6.0
HEAD_BYTES = 1_000_000  # read of a file of many pages: one that breaks off gives its pages up to there
ROWS = 200  # read of a parquet file, which cannot be cut
BPE_BYTES = 2_000_000  # of sampled text on which vocabularies are tried
VOCABULARIES = (512, 1024, 2048, 4096)
RULES = Curate()


@dataclass(frozen=True)
class Text:
    """What a place holds. `raw_bytes` are those of its files, `kept_bytes` of UTF-8 text after the rules (estimated).

    `bytes_per_token` is by vocabulary, for those that the sample supports; `seconds_per_byte` is what one core takes
    to read and clean a raw byte.
    """

    files: int
    raw_bytes: int
    kept_bytes: float
    bytes_per_token: Mapping[int, float]
    seconds_per_byte: float
    pages: int  # in the sample
    kept: int  # of those

    def tokens(self, vocabulary: int) -> float:
        """Tokens that would be left to train on."""
        return self.kept_bytes * (1.0 - RULES.held_out_share) / self.bytes_per_token[vocabulary]


@dataclass
class _Sample:
    """What was read so far."""

    read_bytes: float = 0.0
    pages: int = 0
    kept: dict[str, None] = field(default_factory=dict)  # texts in order; exact copies count once
    lost: Counter[str] = field(default_factory=Counter)


def sample(where: str, base: Path = Path()) -> Text:
    """Read some of the pages at `where` (a folder, file or glob, from `base`) and judge the whole by them.

    Files are drawn by the digests of their names: the same folder gives the same sample, unless it is cut off after
    MAX_SECONDS. Near-duplicates are not looked for. Raises ValueError for a place without pages, and for one of
    which the rules keep none.
    """
    root, names = files_of(str(base.resolve() / Path(where).expanduser()))
    files = sorted((name for name in names if reader_of(name)), key=_draw)
    sizes = {name: (root / name).stat().st_size for name in files}
    if not any(sizes.values()):
        raise ValueError(f"{where} holds no pages. Give a folder, a file or a glob of {KINDS}.")
    began, found = time.perf_counter(), _Sample()
    for name in files:
        _add(found, root, name, sizes[name])
        if found.pages >= MAX_PAGES or time.perf_counter() - began > MAX_SECONDS:
            break
    seconds = time.perf_counter() - began
    if not found.kept:
        raise ValueError(_nothing_kept(where, found))
    size, raw = sum(len(text.encode()) for text in found.kept), sum(sizes.values())
    return Text(
        files=len(files),
        raw_bytes=raw,
        kept_bytes=size * raw / found.read_bytes,
        bytes_per_token=bytes_per_token(list(found.kept)),
        seconds_per_byte=seconds / found.read_bytes,
        pages=found.pages,
        kept=len(found.kept),
    )


def _draw(name: str) -> bytes:
    return hashlib.blake2b(os.fsencode(name), digest_size=16).digest()


def _add(found: _Sample, root: Path, name: str, size: int) -> None:
    """Read a file, or the head of one that is long, and judge its pages."""
    if name.lower().endswith(".parquet"):
        pages = list(islice(read(str(root), name, RULES.max_page_bytes), ROWS))
        share = min(1.0, len(pages) / max(1, _rows(root / name)))
    elif size <= max(HEAD_BYTES, RULES.max_page_bytes * (not _holds_many(name))):
        pages, share = list(read(str(root), name, RULES.max_page_bytes)), 1.0
    else:
        with tempfile.TemporaryDirectory() as folder, (root / name).open("rb") as file:
            head = Path(folder, f"head{''.join(Path(name).suffixes[-2:])}")
            with head.open("wb") as copy:
                copy.write(file.read(HEAD_BYTES))
            pages = list(read(folder, head.name, RULES.max_page_bytes))
        share = min(1.0, HEAD_BYTES / size)
    found.read_bytes += max(1.0, share * size)
    found.pages += len(pages)
    for page in pages:
        judged = clean("pages", page, (RULES.quality, RULES.repetition))
        if isinstance(judged, Dropped):
            found.lost[judged.reason] += 1
        else:
            found.kept[judged.text] = None
            text_signature(judged.text, RULES.dedup)  # for its time alone


def _holds_many(name: str) -> bool:
    """Whether a kind of file holds many pages."""
    return not name.lower().endswith((".html", ".htm", ".txt"))


def _rows(path: Path) -> int:
    try:
        with pq.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except BROKEN_FILE:
        return 1  # its one page says that it cannot be read


def _nothing_kept(where: str, found: _Sample) -> str:
    reasons = ", ".join(f"{reason} ({count})" for reason, count in found.lost.most_common(3))
    return (
        f"Of {found.pages} pages at {where} that were sampled, none would be kept: {reasons or 'there are none'}. "
        "The rules are made for prose; where they are wrong for your pages, write a recipe that names the source in "
        "curate.trusted, or other thresholds in [curate.quality]."
    )


def bytes_per_token(texts: Sequence[str]) -> dict[int, float]:
    """UTF-8 bytes a token by vocabulary, from tokenizers trained on these texts; those that they support."""
    chosen, left = [], BPE_BYTES
    for text in texts:
        chosen.append(text[:left])
        left -= len(chosen[-1].encode())
        if left <= 0:
            break
    size = sum(len(text.encode()) for text in chosen)
    found: dict[int, float] = {}
    for vocabulary in VOCABULARIES:
        try:
            tokenizer = train_bpe(chosen, vocabulary)
        except ValueError:  # the text is too small for so many
            break
        found[vocabulary] = size / sum(len(e.ids) for e in tokenizer.encode_batch_fast(chosen))
    return found
