"""Gopher's quality rules (Rae et al. 2021, arXiv 2112.11446, appendix A.1.1): one small function each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from foretell.nouns import Spec

STOP_WORDS = frozenset(("the", "be", "to", "of", "and", "that", "have", "with"))
BULLETS = ("-", "*", "•", "‣", "▪", "◦", "●", "·")
ELLIPSES = ("...", "…")
LETTER = re.compile(r"[^\W\d_]")
EDGES = ".,;:!?\"'()[]{}“”‘’*"


class Quality(Spec):
    """Thresholds of the quality rules: Gopher's, unless a recipe says otherwise."""

    min_words: int = 50
    """Fewest words of a document."""

    max_words: int = 100_000
    """Most words of a document."""

    min_word_length: float = 3.0
    """Smallest mean length of its words, in characters."""

    max_word_length: float = 10.0
    """Largest mean length of its words, in characters."""

    max_hashes_per_word: float = 0.1
    """Most # signs a word."""

    max_ellipses_per_word: float = 0.1
    """Most ellipses (... or …) a word."""

    max_bullet_lines: float = 0.9
    """Largest share of lines that start with a bullet."""

    max_ellipsis_lines: float = 0.3
    """Largest share of lines that end with an ellipsis."""

    min_alphabetic_words: float = 0.8
    """Smallest share of words that have a letter."""

    min_stop_words: int = 2
    """Fewest different ones of the eight stop words: the, be, to, of, and, that, have, with."""


class Prose:
    """A text as the rules see it: words between white space, and lines that are not blank."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.split()

    @cached_property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    def share_of_lines(self, count: int) -> float:
        return count / max(len(self.lines), 1)

    def per_word(self, count: int) -> float:
        return count / max(len(self.words), 1)


def quality(prose: Prose, spec: Quality) -> tuple[str, str] | None:
    """The first rule that the text breaks, as (reason, what was found); None where it keeps them all."""
    return next(_broken(prose, spec), None)


def _broken(prose: Prose, spec: Quality) -> Iterator[tuple[str, str]]:
    n, length = len(prose.words), mean_word_length(prose)
    hashes, ellipses = hashes_per_word(prose), ellipses_per_word(prose)
    if n < spec.min_words:
        yield "too_few_words", f"{n} < {spec.min_words}"
    if n > spec.max_words:
        yield "too_many_words", f"{n} > {spec.max_words}"
    if length < spec.min_word_length:
        yield "too_short_words", f"{length:.3g} < {spec.min_word_length:g}"
    if length > spec.max_word_length:
        yield "too_long_words", f"{length:.3g} > {spec.max_word_length:g}"
    if hashes > spec.max_hashes_per_word:
        yield "too_many_hashes", f"{hashes:.3g} > {spec.max_hashes_per_word:g}"
    if ellipses > spec.max_ellipses_per_word:
        yield "too_many_ellipses", f"{ellipses:.3g} > {spec.max_ellipses_per_word:g}"
    if (share := bullet_lines(prose)) > spec.max_bullet_lines:
        yield "too_many_bullet_lines", f"{share:.3g} > {spec.max_bullet_lines:g}"
    if (share := ellipsis_lines(prose)) > spec.max_ellipsis_lines:
        yield "too_many_ellipsis_lines", f"{share:.3g} > {spec.max_ellipsis_lines:g}"
    if (share := alphabetic_words(prose)) < spec.min_alphabetic_words:
        yield "too_few_alphabetic_words", f"{share:.3g} < {spec.min_alphabetic_words:g}"
    if (found := stop_words(prose)) < spec.min_stop_words:
        yield "too_few_stop_words", f"{found} < {spec.min_stop_words}"


def mean_word_length(prose: Prose) -> float:
    return prose.per_word(sum(map(len, prose.words)))


def hashes_per_word(prose: Prose) -> float:
    return prose.per_word(prose.text.count("#"))


def ellipses_per_word(prose: Prose) -> float:
    return prose.per_word(sum(map(prose.text.count, ELLIPSES)))


def bullet_lines(prose: Prose) -> float:
    return prose.share_of_lines(sum(line.startswith(BULLETS) for line in prose.lines))


def ellipsis_lines(prose: Prose) -> float:
    return prose.share_of_lines(sum(line.endswith(ELLIPSES) for line in prose.lines))


def alphabetic_words(prose: Prose) -> float:
    return prose.per_word(sum(LETTER.search(word) is not None for word in prose.words))


def stop_words(prose: Prose) -> int:
    """How many different stop words occur."""
    return len(STOP_WORDS & {word.strip(EDGES).lower() for word in prose.words})
