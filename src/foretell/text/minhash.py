"""MinHash (Broder 1997): short signatures whose agreement estimates the Jaccard similarity of two sets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foretell.text.ngrams import MULTIPLIER, mixed
from foretell.text.words import Hashes

BLOCK = 2048  # set members hashed at a time: a block of 112 hashes stays inside the processor's cache


def permutations(k: int) -> tuple[Hashes, Hashes]:
    """Odd multipliers a and offsets b of `k` one-to-one maps x → a·x + b of the 64-bit numbers, [k] each."""
    drawn = mixed(np.arange(1, 2 * k + 1, dtype=np.uint64) * MULTIPLIER)
    return drawn[:k] | np.uint64(1), drawn[k:]


def signature(members: Hashes, k: int) -> Hashes:
    """The least image of the set's members under each of `k` maps, [k]. Raises ValueError for an empty set."""
    if len(members) == 0:
        raise ValueError("An empty set has no MinHash signature: leave out texts without words.")
    a, b = permutations(k)
    least = np.full(k, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(members), BLOCK):
        images = members[start : start + BLOCK, None] * a + b  # [block, k]
        np.minimum(least, images.min(axis=0), out=least)
    return least


def agreement(one: Hashes, others: Hashes) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of one signature [k] to each of others [m, k]; its error is √(J(1-J)/k), [m]."""
    return np.asarray((others == one).mean(axis=1), dtype=np.float64)


def band_keys(signatures: Hashes, bands: int, rows: int) -> Hashes:
    """One hash for each band of `rows` signature values, [m, bands]: texts that share one are candidates.

    Two sets of similarity s share a band with probability 1 - (1 - s^rows)^bands (Lee et al. 2021, app. A).
    """
    banded = signatures.reshape(len(signatures), bands, rows)
    keys = np.broadcast_to(np.arange(bands, dtype=np.uint64), banded.shape[:2]).copy()
    for row in range(rows):
        keys = mixed(keys * MULTIPLIER + banded[:, :, row])
    return keys
