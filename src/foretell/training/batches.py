"""Which windows of the stream a step reads: a pure function of seed and step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass
class Batches:
    """Windows of T + 1 tokens at stride T, each read once an epoch in an order drawn from (seed, epoch)."""

    stream: NDArray[np.unsignedinteger]
    context: int
    sequences: int
    seed: int
    _orders: dict[int, NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.windows = (len(self.stream) - 1) // self.context
        if self.windows < self.sequences:
            raise ValueError(
                f"The training text has {len(self.stream)} tokens: one step of {self.sequences} windows of context "
                f"{self.context} needs {self.sequences * self.context + 1}. Add text or lower sequences or context."
            )

    def epochs(self, steps: int) -> float:
        """How often the stream has been read after so many steps."""
        return steps * self.sequences / self.windows

    def __getitem__(self, step: int) -> NDArray[np.int64]:
        """The windows [B, T + 1] of one step."""
        positions = step * self.sequences + np.arange(self.sequences)
        numbers = np.array([self._order(p // self.windows)[p % self.windows] for p in positions.tolist()])
        return self.stream[numbers[:, None] * self.context + np.arange(self.context + 1)].astype(np.int64)

    def _order(self, epoch: int) -> NDArray[np.int64]:
        if epoch not in self._orders:
            self._orders = {epoch: np.random.default_rng([self.seed, epoch]).permutation(self.windows)} | {
                k: v for k, v in self._orders.items() if k == epoch - 1
            }
        return self._orders[epoch]


def bigram_counts(stream: NDArray[np.unsignedinteger], vocabulary: int) -> NDArray[np.float64]:
    """How often each token follows each: [V, V], from row to column."""
    pairs = stream[:-1].astype(np.int64) * vocabulary + stream[1:]
    return np.bincount(pairs, minlength=vocabulary**2).reshape(vocabulary, vocabulary).astype(np.float64)
