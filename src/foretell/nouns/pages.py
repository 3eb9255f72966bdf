"""Pages, corpus, tokens: what a model reads."""

from __future__ import annotations

from pydantic import Field

from foretell.nouns.noun import Noun


class Source(Noun):
    """One named set of raw pages: the digest of its bytes (or of its package and version), and where it is read."""

    name: str
    content: str
    where: str = Field(exclude=True)


class Pages(Noun):
    """The raw pages of a journey, as named sources."""

    sources: tuple[Source, ...]


class SourceCount(Noun):
    """What became of one source's documents. `bytes_*` are UTF-8 bytes of extracted text."""

    read: int
    train: int
    held_out: int
    bytes_train: int
    bytes_held_out: int
    dropped: dict[str, int] = {}


class Corpus(Noun):
    """Cleaned documents. Folder: `documents.parquet` (source, id, split, cluster, text), `dropped.parquet`
    (source, id, reason, detail, text), `assignment.parquet` (near-duplicate cluster to split)."""

    sources: dict[str, SourceCount]


class TokenCount(Noun):
    """Tokens of one source in the stream, and how many it had to give."""

    train: int
    available: int
    held_out: int


class Tokens(Noun):
    """A token stream. Folder: `train.npy`, `held_out.npy` and `held_out.NAME.npy` for each source (flat uint16 or
    uint32), `token_bytes.npy` (UTF-8 bytes of each token; 0 for the end-of-text token), `tokenizer.json`."""

    vocabulary: int
    end_of_text: int
    train_tokens: int
    unique_tokens: int
    held_out_tokens: int
    bytes_per_token: float
    sources: dict[str, TokenCount]
