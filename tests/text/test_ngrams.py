from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foretell.text.ngrams import ngrams, shingles
from foretell.text.words import word_hashes

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=30)


@given(TEXTS, st.integers(1, 6))
def test_hashes_are_equal_where_the_runs_of_words_are(text: list[str], n: int) -> None:
    runs = [tuple(text[i : i + n]) for i in range(len(text) - n + 1)]
    grams = ngrams(word_hashes(text), n)
    assert len(grams) == len(runs)
    assert len(set(grams.tolist())) == len(set(runs))
    assert dict(zip(runs, grams.tolist(), strict=True)) == dict(zip(reversed(runs), grams.tolist()[::-1], strict=True))


def test_order_counts() -> None:
    assert ngrams(word_hashes(["a", "b"]), 2) != ngrams(word_hashes(["b", "a"]), 2)


def test_a_short_text_is_its_only_shingle() -> None:
    hashes = word_hashes(["a", "b"])
    assert np.array_equal(shingles(hashes, 5), ngrams(hashes, 2))
    assert len(shingles(hashes[:0], 5)) == 0
