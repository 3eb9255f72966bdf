"""What a word is: defined once, so that deduplication, decontamination and their tests count the same things."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import xxhash
from numpy.typing import NDArray

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Japanese kana and Chinese characters: scripts without spaces
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")

Hashes = NDArray[np.uint64]


def words(text: str) -> list[str]:
    """Lower-cased runs of letters, digits and underscores; each character of a script without spaces is a word."""
    return WORD.findall(text.lower())


def has_words(text: str) -> bool:
    return WORD.search(text) is not None


def word_hashes(sequence: Sequence[str]) -> Hashes:
    """64-bit xxHash of each word, [words]: the same on every machine."""
    known = {word: xxhash.xxh64_intdigest(word.encode("utf-8", "surrogatepass")) for word in set(sequence)}
    return np.fromiter(map(known.__getitem__, sequence), dtype=np.uint64, count=len(sequence))


def content_digest(text: str) -> str:
    """32 hexadecimal characters that texts share when they differ only in case and white space."""
    return xxhash.xxh3_128_hexdigest(" ".join(text.lower().split()).encode())
