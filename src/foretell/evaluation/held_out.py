"""Bits per byte on held-out text, all of it in the mixture and each source for itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.evaluation.measures import ratio_error
from foretell.models.loss import HELD_OUT_TOKENS, window_nats, window_places
from foretell.models.transformer import Transformer
from foretell.nouns import Measure, Tokens


@dataclass(frozen=True)
class Document:
    """What one document of a held-out stream took: bits, for so many UTF-8 bytes, in so many windows.

    Documents are what was drawn, so errors are over them: the windows of one are alike, and taking them for
    independent gave a quarter of the error. Of a stream of a single document each window stands for itself.
    """

    stream: str
    document: int
    bits: float
    bytes: int
    windows: int


def held_out_documents(model: Transformer, tokens: Tokens, max_tokens: int, batch: int) -> list[Document]:
    """The documents of `held_out`, then those of `held_out.NAME` for each source that has two windows to give.

    Raises ValueError when all held-out text together has fewer than two windows.
    """
    lengths = np.load(tokens.folder / "token_bytes.npy")
    context = model.shape.context
    found: list[Document] = []
    for name, path in _streams(tokens).items():
        stream, most = np.load(path, mmap_mode="r"), HELD_OUT_TOKENS if name == "held_out" else max_tokens
        if min(most, len(stream) - 1) >= 2 * context:
            places = window_places(len(stream), context, most)
            numbers = document_of_each(stream, places[:, 0], tokens.end_of_text)
            found += stream_documents(name, model, stream[places].astype(np.int64), lengths, numbers, batch)
        elif name == "held_out":
            raise ValueError(
                f"The held-out loss and its error need two windows of context {context}; the held-out text has "
                f"{tokens.held_out_tokens} tokens. Hold out more text."
            )
    return found


def document_of_each(stream: NDArray[np.unsignedinteger], starts: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """The number of the document that each window starts in, [n]: how many ends of text it has behind it."""
    numbers: NDArray[np.int64] = np.searchsorted(np.flatnonzero(np.asarray(stream) == end), starts, side="right")
    return numbers


def _streams(tokens: Tokens) -> dict[str, Path]:
    paths = {"held_out": tokens.folder / "held_out.npy"}
    paths |= {f"held_out.{name}": tokens.folder / f"held_out.{name}.npy" for name in sorted(tokens.sources)}
    return {name: path for name, path in paths.items() if path.exists()}


def stream_documents(
    name: str,
    model: Transformer,
    windows_nS: NDArray[np.int64],
    lengths_V: NDArray[np.int64],
    documents_n: NDArray[np.int64],
    batch: int,
) -> list[Document]:
    """Bits and UTF-8 bytes of the windows' predicted tokens, summed by the document [n] that each window starts in."""
    bits_n = np.concatenate(list(window_nats(model, windows_nS, batch))) / math.log(2.0)
    bytes_n = lengths_V[windows_nS[:, 1:]].sum(1)
    if len(np.unique(documents_n)) == 1:
        documents_n = np.arange(len(bits_n))
    numbers, groups = np.unique(documents_n, return_inverse=True)
    bits, bytes_, windows = (np.bincount(groups, weights) for weights in (bits_n, bytes_n, None))
    rows = zip(numbers.tolist(), bits.tolist(), bytes_.tolist(), windows.tolist(), strict=True)
    return [Document(name, number, b, int(size), n) for number, b, size, n in rows]


def held_out_measures(documents: Sequence[Document]) -> list[Measure]:
    """Bits per byte of each stream, with its standard error over documents."""
    names = dict.fromkeys(document.stream for document in documents)
    return [stream_measure([d for d in documents if d.stream == name]) for name in names]


def stream_measure(documents: Sequence[Document]) -> Measure:
    """Bits per byte of the documents of one stream."""
    bits, bytes_ = (np.array([getattr(d, field) for d in documents], dtype=np.float64) for field in ("bits", "bytes"))
    return Measure(
        task=documents[0].stream,
        metric="bits_per_byte",
        value=float(bits.sum() / bytes_.sum()),
        error=ratio_error(bits, bytes_),
        chance=None,
        examples=sum(d.windows for d in documents),
    )
