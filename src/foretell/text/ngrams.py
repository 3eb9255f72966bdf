"""Hashes of word n-grams."""

from __future__ import annotations

import numpy as np

from foretell.text.words import Hashes

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no word's bits are lost: 2**64 over the golden ratio


def ngrams(hashes: Hashes, n: int) -> Hashes:
    """A 64-bit hash of every run of `n` words, in order, [max(words - n + 1, 0)]."""
    windows = max(len(hashes) - n + 1, 0)
    combined = np.zeros(windows, dtype=np.uint64)
    for i in range(n):
        combined *= MULTIPLIER
        combined += hashes[i : i + windows]
    return mixed(combined)


def shingles(hashes: Hashes, n: int) -> Hashes:
    """The n-grams of a text, or its only gram where it has fewer than `n` words."""
    return ngrams(hashes, max(1, min(n, len(hashes))))


def mixed(x: Hashes) -> Hashes:
    """Each bit of the answer depends on each bit of `x`, one to one (the finalizer of SplitMix64, Steele 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
