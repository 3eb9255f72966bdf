"""Bits per byte on held-out text, all of it in the mixture and each source for itself."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.evaluation.measures import ratio_error
from foretell.models.loss import HELD_OUT_TOKENS, window_nats, window_places
from foretell.models.transformer import Transformer
from foretell.nouns import Measure, Tokens


def held_out_measures(model: Transformer, tokens: Tokens, max_tokens: int, batch: int) -> list[Measure]:
    """One measure of `held_out`, and one of `held_out.NAME` for each source that has two windows to give.

    Raises ValueError when all held-out text together has fewer than two windows.
    """
    lengths = np.load(tokens.folder / "token_bytes.npy")
    context = model.shape.context
    measures = []
    for name, path in _streams(tokens).items():
        stream, most = np.load(path, mmap_mode="r"), HELD_OUT_TOKENS if name == "held_out" else max_tokens
        if min(most, len(stream) - 1) >= 2 * context:
            places = window_places(len(stream), context, most)
            documents = document_of_each(stream, places[:, 0], tokens.end_of_text)
            measures.append(stream_measure(name, model, stream[places].astype(np.int64), lengths, documents, batch))
        elif name == "held_out":
            raise ValueError(
                f"The held-out loss and its error need two windows of context {context}; the held-out text has "
                f"{tokens.held_out_tokens} tokens. Hold out more text."
            )
    return measures


def document_of_each(stream: NDArray[np.unsignedinteger], starts: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """The number of the document that each window starts in, [n]: how many ends of text it has behind it."""
    numbers: NDArray[np.int64] = np.searchsorted(np.flatnonzero(np.asarray(stream) == end), starts, side="right")
    return numbers


def _streams(tokens: Tokens) -> dict[str, Path]:
    paths = {"held_out": tokens.folder / "held_out.npy"}
    paths |= {f"held_out.{name}": tokens.folder / f"held_out.{name}.npy" for name in sorted(tokens.sources)}
    return {name: path for name, path in paths.items() if path.exists()}


def stream_measure(
    name: str,
    model: Transformer,
    windows_nS: NDArray[np.int64],
    lengths_V: NDArray[np.int64],
    documents_n: NDArray[np.int64],
    batch: int,
) -> Measure:
    """Bits per UTF-8 byte of the windows' predicted tokens.

    Its standard error is over documents, which are what was drawn: the windows of one document are alike, and taking
    them for independent gave a quarter of the error. With a single document, it is over its windows.
    """
    bits_n = np.concatenate(list(window_nats(model, windows_nS, batch))) / math.log(2.0)
    bytes_n = lengths_V[windows_nS[:, 1:]].sum(1).astype(np.float64)
    found, groups = np.unique(documents_n, return_inverse=True)
    if len(found) == 1:
        groups = np.arange(len(bits_n))
    bits, bytes_ = (np.bincount(groups, weights).astype(np.float64) for weights in (bits_n, bytes_n))
    return Measure(
        task=name,
        metric="bits_per_byte",
        value=float(bits_n.sum() / bytes_n.sum()),
        error=ratio_error(bits, bytes_),
        chance=None,
        examples=len(bits_n),
    )
