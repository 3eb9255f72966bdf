"""What a folder of pages holds, told from a sample: how much text would be kept, and what cleaning it takes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from foretell.corpus.pages import files_of
from foretell.corpus.readers import BROKEN_FILE, KINDS, read, reader_of
from foretell.draft.sift import RULES, Sifted, size_of
from foretell.tokens.bpe import train_bpe

MAX_PAGES = 200  # of a sample, but for the last file's
MAX_BYTES = 8_000_000  # of its pages or of its files, but for the last file's: no clock, so that it is the same twice
HEAD_BYTES = 1_000_000  # read of a file of many pages: one that breaks off gives its pages up to there
ROWS = 200  # read of a parquet file, which cannot be cut
BPE_BYTES = 2_000_000  # of sampled text on which vocabularies are tried
VOCABULARIES = (512, 1024, 2048, 4096)
COPIES = 0.2  # of the text outside of the sample: copies and overlaps that a sample cannot show; our allowance
WILDCARDS = frozenset("*?[")


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
    lost: Mapping[str, int] = field(default_factory=dict)  # of those, by reason
    refused_bytes: float = 0.0  # of text that only the rules of quality and repetition drop (estimated)
    read_share: float = 0.0  # of the raw bytes, by the sample

    @property
    def train_bytes(self) -> float:
        """Bytes that would be left to train on, held-out text and an allowance for unseen copies taken off."""
        return self.kept_bytes * (1.0 - RULES.held_out_share) * (1.0 - self.copies)

    @property
    def copies(self) -> float:
        """The share of the text that is allowed for copies outside of the sample: nothing where all was read."""
        return COPIES * (1.0 - self.read_share)

    def tokens(self, vocabulary: int) -> float:
        """Tokens that would be left to train on."""
        return self.train_bytes / self.bytes_per_token[vocabulary]


def sample(where: str, base: Path = Path(), *, trusted: bool = False) -> Text:
    """Read some of the pages at `where` (a folder, file or glob, from `base`) and judge the whole by them.

    Files are drawn by the digests of their names, so that the same folder gives the same sample. Pages that are
    `trusted` are judged by no rule of quality or repetition. Raises ValueError for a place without pages.
    """
    place = str(base.resolve() / Path(where).expanduser())
    root, names = files_of(place)
    files = sorted((name for name in names if reader_of(name)), key=_draw)
    sizes = {name: (root / name).stat().st_size for name in files}
    if not any(sizes.values()):
        raise ValueError(_no_pages(where, place))
    began, found = time.process_time(), Sifted()  # of the processor: another process's work is not ours
    for name in files:
        _add(found, root, name, sizes[name], trusted)
        if found.pages >= MAX_PAGES or max(found.read_bytes, found.page_bytes) >= MAX_BYTES:
            break
    kept = found.left()
    seconds, raw = time.process_time() - began, sum(sizes.values())
    return Text(
        files=len(files),
        raw_bytes=raw,
        kept_bytes=size_of(kept) * raw / found.read_bytes,
        bytes_per_token=bytes_per_token(kept),
        seconds_per_byte=seconds / found.read_bytes,
        pages=found.pages,
        kept=len(kept),
        lost=dict(+found.lost),
        refused_bytes=size_of(found.refused) * raw / found.read_bytes,
        read_share=min(1.0, found.read_bytes / raw),
    )


def _no_pages(where: str, place: str) -> str:
    if not Path(place).exists() and not WILDCARDS & set(where):
        return f"{where} does not exist. Give a folder, a file or a glob of {KINDS}."
    return f"{where} holds no pages. Give a folder, a file or a glob of {KINDS}."


def _draw(name: str) -> bytes:
    return hashlib.blake2b(os.fsencode(name), digest_size=16).digest()


def _add(found: Sifted, root: Path, name: str, size: int, trusted: bool) -> None:
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
    found.add(pages, trusted)


def _holds_many(name: str) -> bool:
    """Whether a kind of file holds many pages."""
    return not name.lower().endswith((".html", ".htm", ".txt"))


def _rows(path: Path) -> int:
    try:
        with pq.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except BROKEN_FILE:
        return 1  # its one page says that it cannot be read


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
