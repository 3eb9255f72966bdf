"""Each quality rule at its threshold: the last text that passes and the first that does not."""

from __future__ import annotations

import pytest

from foretell.corpus.quality import Prose, Quality, quality

GOOD = "the quick fox and a dog went to town "  # 9 words, stop words among them


ALLOWING: dict[str, float] = {
    **{name: 1e9 for name in Quality.model_fields if name.startswith("max_")},
    **{name: 0 for name in Quality.model_fields if name.startswith("min_")},
}


def reason(text: str, **thresholds: float) -> str | None:
    """What a text is dropped for when all thresholds but these allow anything."""
    broken = quality(Prose(text), Quality.model_validate({**ALLOWING, "max_words": 10**9, **thresholds}))
    return broken[0] if broken else None


def lines(bad: int, good: int, line: str) -> str:
    return "\n".join([line] * bad + [GOOD] * good)


CASES: dict[str, tuple[str, str, dict[str, float]]] = {  # reason: a text that passes, one that does not, the threshold
    "too_few_words": ("x " * 50, "x " * 49, {"min_words": 50}),
    "too_many_words": ("x " * 18, "x " * 19, {"max_words": 18}),
    "too_short_words": ("xx xxxx", "xx xxx", {"min_word_length": 3}),
    "too_long_words": ("x" * 8 + " " + "x" * 12, "x" * 8 + " " + "x" * 13, {"max_word_length": 10}),
    "too_many_hashes": ("x " * 18 + "# #", "x " * 17 + "# #", {"max_hashes_per_word": 0.1}),
    "too_many_ellipses": ("x " * 18 + "x... x…", "x " * 17 + "x... x…", {"max_ellipses_per_word": 0.1}),
    "too_many_bullet_lines": (lines(9, 1, "- the"), lines(10, 1, "* the"), {"max_bullet_lines": 0.9}),
    "too_many_ellipsis_lines": (lines(3, 7, "the..."), lines(4, 7, "the…"), {"max_ellipsis_lines": 0.3}),
    "too_few_alphabetic_words": ("a b c d 1", "a b c d 1 2", {"min_alphabetic_words": 0.8}),
    "too_few_stop_words": ("The cat sat (with) him", "the cat sat on the mat", {"min_stop_words": 2}),
}


@pytest.mark.parametrize(("rule", "case"), CASES.items(), ids=CASES)
def test_each_rule_at_its_threshold(rule: str, case: tuple[str, str, dict[str, float]]) -> None:
    passes, fails, thresholds = case
    assert reason(passes, **thresholds) is None
    assert reason(fails, **thresholds) == rule


def test_thresholds_are_those_of_the_paper() -> None:
    assert Quality().model_dump() == {
        "min_words": 50,
        "max_words": 100_000,
        "min_word_length": 3,
        "max_word_length": 10,
        "max_hashes_per_word": 0.1,
        "max_ellipses_per_word": 0.1,
        "max_bullet_lines": 0.9,
        "max_ellipsis_lines": 0.3,
        "min_alphabetic_words": 0.8,
        "min_stop_words": 2,
    }


def test_a_text_without_words_breaks_a_rule_and_not_the_program() -> None:
    assert quality(Prose(""), Quality()) == ("too_few_words", "0 < 50")
