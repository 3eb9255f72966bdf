"""The estimator is unbiased with the error that theory gives, and bands catch pairs as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.text.minhash import agreement, band_keys, signature
from foretell.text.words import Hashes

K = 112


def pair(similarity: float, size: int, seed: int) -> tuple[Hashes, Hashes, float]:
    """Two sets of about `size` members each, and their Jaccard similarity."""
    rng = np.random.default_rng(seed)
    shared = round(2 * size * similarity / (1 + similarity))
    members = rng.integers(0, 2**64, 2 * size - shared, dtype=np.uint64)
    return members[:size], members[size - shared :], shared / (2 * size - shared)


def test_estimates_are_unbiased_with_the_error_of_theory() -> None:
    pairs = [pair(s, 300, seed) for seed in range(60) for s in (0.1, 0.3, 0.5, 0.7, 0.9)]
    true = np.array([s for _, _, s in pairs])
    found = np.array([agreement(signature(a, K), signature(b, K)[None])[0] for a, b, _ in pairs])
    theory = np.sqrt((true * (1 - true) / K).mean())
    assert abs((found - true).mean()) < 3 * theory / np.sqrt(len(pairs))
    assert np.sqrt(((found - true) ** 2).mean()) == pytest.approx(theory, rel=0.15)


def test_equal_sets_agree_and_disjoint_ones_do_not() -> None:
    one, other, _ = pair(0.0, 100, 1)
    assert agreement(signature(one, K), signature(one[::-1], K)[None])[0] == 1.0
    assert agreement(signature(one, K), signature(other, K)[None])[0] == 0.0


def test_an_empty_set_has_no_signature() -> None:
    with pytest.raises(ValueError, match="empty set"):
        signature(np.zeros(0, dtype=np.uint64), K)


def test_bands_catch_as_many_pairs_as_theory_says() -> None:
    caught = []
    for seed in range(300):
        a, b, _ = pair(0.7, 100, seed)
        keys = band_keys(np.stack([signature(a, K), signature(b, K)]), 14, 8)
        caught.append((keys[0] == keys[1]).any())
    expected = 1 - (1 - 0.7**8) ** 14  # 0.56, Lee et al. 2021, app. A
    assert np.mean(caught) == pytest.approx(expected, abs=0.09)  # three standard errors


def test_equal_rows_in_another_band_make_no_candidates() -> None:
    keys = band_keys(np.ones((1, 16), dtype=np.uint64), 2, 8)
    assert keys[0, 0] != keys[0, 1]
