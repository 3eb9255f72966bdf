"""Repetition shares by hand and against a slow oracle; each rule on either side of its threshold."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.corpus.quality import Prose
from foretell.corpus.repetition import Repetition, repeated_ngrams, repetition, top_ngram
from foretell.text.words import word_hashes

WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "dddd"]), min_size=1, max_size=60)


def lengths(words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([len(w) for w in words], dtype=np.int64)


def slow_repeated(words: list[str], n: int) -> float:
    seen: set[tuple[str, ...]] = set()
    covered: set[int] = set()
    for i in range(len(words) - n + 1):
        gram = tuple(words[i : i + n])
        covered |= set(range(i, i + n)) if gram in seen else set()
        seen.add(gram)
    return sum(len(words[i]) for i in covered) / sum(map(len, words))


def slow_top(words: list[str], n: int) -> float:
    counts = Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    most = max(counts.values(), default=0)
    longest = max((sum(map(len, g)) for g, c in counts.items() if c == most), default=0)
    return most * longest / sum(map(len, words)) if most > 1 else 0.0


@given(WORDS, st.integers(2, 10))
def test_ngram_shares_equal_the_oracle(words: list[str], n: int) -> None:
    assert repeated_ngrams(word_hashes(words), lengths(words), n) == pytest.approx(slow_repeated(words, n))
    assert top_ngram(word_hashes(words), lengths(words), n) == pytest.approx(slow_top(words, n))


def test_by_hand() -> None:
    words = ["a", "b", "c", "d", "e", "x", "a", "b", "c", "d", "e"]
    assert repeated_ngrams(word_hashes(words), lengths(words), 5) == 5 / 11


def test_of_the_most_common_ngrams_the_longest_counts() -> None:
    words = ["a", "a", "xx", "yy", "a", "a", "xx", "yy"]
    assert top_ngram(word_hashes(words), lengths(words), 2) == 8 / 12


PIECES = ["one", "two", "three", "four", "five", "six", "seven"]
CASES = {  # the threshold's field, its value, a text at the threshold, one above it
    "repeated_lines": (2 / 7, "\n".join([*PIECES[:5], "one", "two"]), "\n".join([*PIECES[:4], "one", "two"])),
    "repeated_paragraphs": (1 / 4, "\n\n".join([*PIECES[:3], "one"]), "\n \n".join([*PIECES[:2], "one"])),
    "repeated_line_characters": (3 / 17, "one\ntwo\nthree\none", "one\ntwo\none"),
    "repeated_paragraph_characters": (3 / 15, "one\n\nthree\n\none", "one\n\ntwo\n\none"),
    "top_2gram": (6 / 10, "a bb a bb xx yy", "a bb a bb xx y"),
    "repeated_5grams": (5 / 11, "a b c d e x a b c d e", "a b c d e a b c d e"),
}


@pytest.mark.parametrize(("rule", "case"), CASES.items(), ids=CASES)
def test_each_kind_of_rule_on_either_side(rule: str, case: tuple[float, str, str]) -> None:
    allowed, passes, fails = case
    spec = Repetition.model_validate({**dict.fromkeys(Repetition.model_fields, 1.0), f"max_{rule}": allowed})
    assert repetition(Prose(passes), spec) is None
    broken = repetition(Prose(fails), spec)
    assert broken is not None
    assert broken[0] == ("too_common_" if rule.startswith("top") else "too_many_") + rule


def test_thresholds_are_those_of_the_paper() -> None:
    assert list(Repetition().model_dump().values()) == [
        *(0.30, 0.30, 0.20, 0.20, 0.20, 0.18, 0.16),
        *(0.15, 0.14, 0.13, 0.12, 0.11, 0.10),
    ]


@pytest.mark.parametrize("text", ["", "x", "\n\n\n"])
def test_short_texts_repeat_nothing(text: str) -> None:
    assert repetition(Prose(text), Repetition()) is None
