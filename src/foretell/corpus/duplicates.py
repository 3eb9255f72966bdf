"""Near-duplicates: MinHash signatures, bands that make candidates, connected components (Lee et al. 2021, app. A)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from foretell.nouns import Spec
from foretell.text.minhash import agreement, band_keys, signature
from foretell.text.ngrams import shingles
from foretell.text.words import Hashes, word_hashes, words


class MinHash(Spec):
    """Two texts whose word n-grams have an estimated Jaccard similarity of `threshold` or more are near-duplicates."""

    threshold: float = Field(default=0.8, gt=0.0, le=1.0)
    """Estimated Jaccard similarity, 0 to 1, from which two documents are near-duplicates."""

    ngram: int = Field(default=5, ge=1)
    """Words of the n-grams that are compared."""

    bands: int = Field(default=14, ge=1)
    """Bands of the signature: documents that agree in one of them are compared."""

    rows: int = Field(default=8, ge=1)
    """Hashes in each band."""

    @property
    def hashes(self) -> int:
        return self.bands * self.rows


def text_signature(text: str, spec: MinHash) -> Hashes:
    """The signature of a text that has words, [spec.hashes]."""
    return signature(shingles(word_hashes(words(text)), spec.ngram), spec.hashes)


class Forest:
    """Disjoint sets of the numbers below `n` (union-find). The root of a set is its least member."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        low, high = sorted((self.root(i), self.root(j)))
        self.parent[high] = low


def components(signatures: Hashes, spec: MinHash) -> list[int]:
    """The connected components of near-duplicates: for each of [m, spec.hashes], the least index of its component."""
    forest = Forest(len(signatures))
    keys = band_keys(signatures, spec.bands, spec.rows)
    for band in range(spec.bands):
        for bucket in _buckets(keys[:, band]):
            _link(bucket, signatures, spec.threshold, forest)
    return [forest.root(i) for i in range(len(signatures))]


def _buckets(keys: Hashes) -> Iterator[NDArray[np.int64]]:
    """Groups of two and more that share a key."""
    order = np.argsort(keys, kind="stable")
    for bucket in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(bucket) > 1:
            yield bucket


def _link(bucket: NDArray[np.int64], signatures: Hashes, threshold: float, forest: Forest) -> None:
    """Join the candidates that are similar. A pair that is joined already, by way of others, is not compared."""
    roots = np.array([forest.root(i) for i in bucket])
    for at, i in enumerate(bucket):
        if (roots == roots[0]).all():
            return
        others = bucket[at + 1 :][roots[at + 1 :] != roots[at]]
        similar = others[agreement(signatures[i], signatures[others]) >= threshold]
        for j in similar:
            forest.join(int(i), int(j))
        if len(similar):
            roots = np.array([forest.root(i) for i in bucket])
