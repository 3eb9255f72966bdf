"""Words are the same everywhere: case, punctuation and the kind of space do not matter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foretell.text.words import content_digest, has_words, word_hashes, words


def test_words_are_lower_case_runs_without_punctuation() -> None:
    assert words("The cat's 2nd hat_box,\u00a0été!") == ["the", "cat", "s", "2nd", "hat_box", "été"]


def test_scripts_without_spaces_give_a_word_a_character() -> None:
    assert words("中文abc 字") == ["中", "文", "abc", "字"]


def test_hashes_are_those_of_xxhash_as_published() -> None:
    assert word_hashes(["", "a", ""]).tolist() == [0xEF46DB3751D8E999, 0xD24EC4F1A98C6E5B, 0xEF46DB3751D8E999]


@given(st.text())
def test_digest_ignores_case_and_space_alone(text: str) -> None:
    assert content_digest(text) == content_digest(f"  {text}\n")
    assert content_digest(text) != content_digest(text + "x")


@given(st.text())
def test_has_words_agrees_with_words(text: str) -> None:
    assert has_words(text) == bool(words(text))
