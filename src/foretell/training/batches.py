"""Which windows of the stream a step reads: a pure function of seed and step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Batch(NamedTuple):
    """What one step reads: windows [B, T + 1], and which of their tokens are learnt; None: all of them."""

    windows: NDArray[np.int64]
    learnt: NDArray[np.bool_] | None = None


@dataclass
class Epochs:
    """Which of `things` a step reads: each once an epoch, in an order drawn from (seed, epoch)."""

    things: int
    a_step: int
    seed: int
    _orders: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def __getitem__(self, step: int) -> NDArray[np.int64]:
        """The numbers of the things of one step."""
        positions = step * self.a_step + np.arange(self.a_step)
        return np.array([self._order(p // self.things)[p % self.things] for p in positions.tolist()])

    def passed(self, steps: int) -> float:
        """How many epochs so many steps are."""
        return steps * self.a_step / self.things

    def _order(self, epoch: int) -> NDArray[np.int64]:
        if epoch not in self._orders:
            self._orders = {epoch: np.random.default_rng([self.seed, epoch]).permutation(self.things)} | {
                k: v for k, v in self._orders.items() if k == epoch - 1
            }
        return self._orders[epoch]


@dataclass
class Batches:
    """Windows of T + 1 tokens at stride T of a stream, each read once an epoch."""

    stream: NDArray[np.unsignedinteger]
    context: int
    sequences: int
    seed: int

    def __post_init__(self) -> None:
        self.windows = (len(self.stream) - 1) // self.context
        if self.windows < self.sequences:
            raise ValueError(
                f"The training text has {len(self.stream)} tokens: one step of {self.sequences} windows of context "
                f"{self.context} needs {self.sequences * self.context + 1}. Add text or lower sequences or context."
            )
        self._epochs = Epochs(self.windows, self.sequences, self.seed)

    def epochs(self, steps: int) -> float:
        """How often the stream has been read after so many steps."""
        return self._epochs.passed(steps)

    def __getitem__(self, step: int) -> Batch:
        """The windows of one step."""
        places = self._epochs[step][:, None] * self.context + np.arange(self.context + 1)
        return Batch(self.stream[places].astype(np.int64))


def bigram_counts(stream: NDArray[np.unsignedinteger], vocabulary: int) -> NDArray[np.float64]:
    """How often each token follows each: [V, V], from row to column."""
    pairs = stream[:-1].astype(np.int64) * vocabulary + stream[1:]
    return np.bincount(pairs, minlength=vocabulary**2).reshape(vocabulary, vocabulary).astype(np.float64)
