"""The loss of a batch of windows, and the held-out loss of a stream."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from foretell.models.transformer import Transformer

HELD_OUT_TOKENS = 65_536  # of all sources together, for every model alike


def mean_nats(model: Transformer, windows_BS: Tensor, learnt_BS: Tensor | None = None) -> Tensor:
    """Mean next-token loss in nats over windows [B, T + 1]; the first token of each is context only.

    With a mask of the tokens that are learnt, each window counts alike, by the mean over its learnt tokens, so that
    a short answer weighs as much as a long one. Every window needs one.
    """
    logits_BTV = model(windows_BS[:, :-1])
    if learnt_BS is None:
        return F.cross_entropy(logits_BTV.flatten(0, 1), windows_BS[:, 1:].flatten())
    nats_BT = F.cross_entropy(logits_BTV.transpose(1, 2), windows_BS[:, 1:], reduction="none")
    learnt_BT = learnt_BS[:, 1:]
    return ((nats_BT * learnt_BT).sum(1) / learnt_BT.sum(1)).mean()


def held_out_windows(stream: NDArray[np.unsignedinteger], context: int, max_tokens: int) -> NDArray[np.int64]:
    """Windows [n, T + 1] of a held-out stream, evenly spread over all of it, that predict no token twice.

    At most `max_tokens` predicted tokens; raises ValueError when that, or the stream, is shorter than one window.
    Spread, because the first windows of a stream are a few long documents.
    """
    windows: NDArray[np.int64] = np.asarray(stream)[window_places(len(stream), context, max_tokens)].astype(np.int64)
    return windows


def window_places(length: int, context: int, max_tokens: int) -> NDArray[np.int64]:
    """Where the tokens of those windows stand in a stream of `length` tokens, [n, T + 1]."""
    whole = (length - 1) // context
    n = min(max_tokens // context, whole)
    if n < 1:
        raise ValueError(
            f"The held-out text has {length} tokens, and at most {max_tokens} are measured; "
            f"one window of context {context} needs one token more than that."
        )
    places: NDArray[np.int64] = (np.arange(n) * whole // n)[:, None] * context + np.arange(context + 1)
    return places


@torch.no_grad()
def window_nats(model: Transformer, windows_nS: NDArray[np.int64], batch: int = 64) -> Iterator[NDArray[np.float64]]:
    """Summed nats of each window, a batch at a time, each an array [≤ batch]."""
    for start in range(0, len(windows_nS), batch):
        windows = torch.from_numpy(windows_nS[start : start + batch])
        logits = model(windows[:, :-1])
        nats = F.cross_entropy(logits.transpose(1, 2), windows[:, 1:], reduction="none")
        yield nats.double().sum(1).numpy()


def bits_per_byte(model: Transformer, windows_nS: NDArray[np.int64], token_bytes: NDArray[np.int64]) -> float:
    """Bits that the model needs for each UTF-8 byte of the windows' predicted tokens."""
    nats = sum(float(part.sum()) for part in window_nats(model, windows_nS))
    return nats / math.log(2.0) / int(token_bytes[windows_nS[:, 1:]].sum())
