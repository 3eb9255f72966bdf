"""Bits per byte on held-out text, all of it in the mixture and each source for itself."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.evaluation.measures import ratio_error
from foretell.models.loss import held_out_windows, window_nats
from foretell.models.transformer import Transformer
from foretell.nouns import Measure, Tokens


def held_out_measures(model: Transformer, tokens: Tokens, max_tokens: int, batch: int) -> list[Measure]:
    """One measure of `held_out`, and one of `held_out.NAME` for each source that has two windows to give.

    Raises ValueError when all held-out text together has fewer than two windows.
    """
    lengths = np.load(tokens.folder / "token_bytes.npy")
    streams = {name: _windows(path, model, max_tokens) for name, path in _streams(tokens).items()}
    if streams["held_out"] is None:
        raise ValueError(
            f"The held-out loss and its error need two windows of context {model.shape.context}; the text has "
            f"{tokens.held_out_tokens} tokens, held_out_tokens is {max_tokens}. Hold out more text, or measure more."
        )
    found = {name: windows for name, windows in streams.items() if windows is not None}
    return [stream_measure(name, model, windows, lengths, batch) for name, windows in found.items()]


def _streams(tokens: Tokens) -> dict[str, Path]:
    paths = {"held_out": tokens.folder / "held_out.npy"}
    paths |= {f"held_out.{name}": tokens.folder / f"held_out.{name}.npy" for name in sorted(tokens.sources)}
    return {name: path for name, path in paths.items() if path.exists()}


def _windows(path: Path, model: Transformer, max_tokens: int) -> NDArray[np.int64] | None:
    stream = np.load(path, mmap_mode="r")
    if min(max_tokens, len(stream) - 1) < 2 * model.shape.context:
        return None
    return held_out_windows(stream, model.shape.context, max_tokens)


def stream_measure(
    name: str, model: Transformer, windows_nS: NDArray[np.int64], lengths_V: NDArray[np.int64], batch: int
) -> Measure:
    """Bits per UTF-8 byte of the windows' predicted tokens, with its standard error over windows."""
    bits_n = np.concatenate(list(window_nats(model, windows_nS, batch))) / math.log(2.0)
    bytes_n = lengths_V[windows_nS[:, 1:]].sum(1).astype(np.float64)
    return Measure(
        task=name,
        metric="bits_per_byte",
        value=float(bits_n.sum() / bytes_n.sum()),
        error=ratio_error(bits_n, bytes_n),
        chance=None,
        examples=len(bits_n),
    )
