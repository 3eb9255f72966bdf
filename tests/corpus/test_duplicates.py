"""The clusters are those that comparing every candidate pair gives; a hostile bucket takes no square time."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.corpus.duplicates import MinHash, components, text_signature
from foretell.text.minhash import agreement, band_keys
from foretell.text.words import Hashes

SMALL = MinHash(threshold=0.6, ngram=1, bands=4, rows=2)


def brute_force(signatures: Hashes, spec: MinHash) -> list[int]:
    """Compare all pairs that share a band, then spread the least index until nothing changes."""
    m = len(signatures)
    keys = band_keys(signatures, spec.bands, spec.rows)
    near = [[bool((keys[i] == keys[j]).any()) for j in range(m)] for i in range(m)]
    near = [
        [near[i][j] and agreement(signatures[i], signatures[j : j + 1])[0] >= spec.threshold for j in range(m)]
        for i in range(m)
    ]
    least = list(range(m))
    for _ in range(m):
        least = [min(least[j] for j in range(m) if near[i][j]) for i in range(m)]
    return least


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("abcdefg ", min_size=1).map(lambda text: f"z {' '.join(text)}"), min_size=1, max_size=14))
def test_components_equal_brute_force(texts: list[str]) -> None:
    signatures = np.stack([text_signature(text, SMALL) for text in texts])
    assert components(signatures, SMALL) == brute_force(signatures, SMALL)


def test_near_copies_are_found_and_others_are_not() -> None:
    spec = MinHash()
    text = " ".join(f"word{i * i % 997}" for i in range(400))
    near = text.replace("word4 ", "changed ")
    far = " ".join(f"other{i * i % 997}" for i in range(400))
    assert components(np.stack([text_signature(t, spec) for t in (text, far, near)]), spec) == [0, 1, 0]


def test_many_copies_of_one_page_are_one_component_quickly() -> None:
    spec = MinHash()
    signatures = np.repeat(text_signature("one page of many copies in the crawl", spec)[None], 5_000, axis=0)
    start = time.process_time()
    assert set(components(signatures, spec)) == {0}
    assert time.process_time() - start < 30.0  # what hangs takes minutes
