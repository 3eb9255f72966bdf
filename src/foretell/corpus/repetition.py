"""Gopher's repetition rules (Rae et al. 2021, arXiv 2112.11446, table A1): text that says the same again.

Of lines, paragraphs and n-grams that occur more than once, every occurrence after the first counts as repeated:
these are the characters that one could remove. Characters that lie in several repeated n-grams count once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from foretell.corpus.quality import Prose
from foretell.nouns import Spec
from foretell.text.ngrams import ngrams
from foretell.text.words import Hashes, word_hashes

PARAGRAPH_END = re.compile(r"\n\s*\n")


class Repetition(Spec):
    """The largest shares allowed: Gopher's, unless a recipe says otherwise."""

    max_repeated_lines: float = 0.30
    """Largest share of lines that repeat an earlier one."""

    max_repeated_paragraphs: float = 0.30
    """Largest share of paragraphs that repeat an earlier one."""

    max_repeated_line_characters: float = 0.20
    """Largest share of characters that lie in repeated lines."""

    max_repeated_paragraph_characters: float = 0.20
    """Largest share of characters that lie in repeated paragraphs."""

    max_top_2gram: float = 0.20
    """Largest share of characters in all occurrences of the most common 2-gram of words."""

    max_top_3gram: float = 0.18
    """Largest share of characters in all occurrences of the most common 3-gram of words."""

    max_top_4gram: float = 0.16
    """Largest share of characters in all occurrences of the most common 4-gram of words."""

    max_repeated_5grams: float = 0.15
    """Largest share of characters in repeated 5-grams of words."""

    max_repeated_6grams: float = 0.14
    """Largest share of characters in repeated 6-grams of words."""

    max_repeated_7grams: float = 0.13
    """Largest share of characters in repeated 7-grams of words."""

    max_repeated_8grams: float = 0.12
    """Largest share of characters in repeated 8-grams of words."""

    max_repeated_9grams: float = 0.11
    """Largest share of characters in repeated 9-grams of words."""

    max_repeated_10grams: float = 0.10
    """Largest share of characters in repeated 10-grams of words."""


def repetition(prose: Prose, spec: Repetition) -> tuple[str, str] | None:
    """The first rule that the text breaks, as (reason, what was found); None where it keeps them all."""
    for rule, share in _shares(prose):
        allowed = getattr(spec, f"max_{rule}")
        if share > allowed:
            return f"too_many_{rule}" if "top" not in rule else f"too_common_{rule}", f"{share:.3g} > {allowed:g}"
    return None


def _shares(prose: Prose) -> Iterator[tuple[str, float]]:
    """Each rule's share, worked out only when it is asked for."""
    paragraphs = [p.strip() for p in PARAGRAPH_END.split(prose.text) if p.strip()]
    yield "repeated_lines", repeated(prose.lines) / max(len(prose.lines), 1)
    yield "repeated_paragraphs", repeated(paragraphs) / max(len(paragraphs), 1)
    yield "repeated_line_characters", repeated_characters(prose.lines) / max(len(prose.text), 1)
    yield "repeated_paragraph_characters", repeated_characters(paragraphs) / max(len(prose.text), 1)
    hashes, lengths = word_hashes(prose.words), np.fromiter(map(len, prose.words), np.int64, len(prose.words))
    for n in (2, 3, 4):
        yield f"top_{n}gram", top_ngram(hashes, lengths, n)
    for n in (5, 6, 7, 8, 9, 10):
        yield f"repeated_{n}grams", repeated_ngrams(hashes, lengths, n)


def repeated(pieces: Sequence[str]) -> int:
    return len(pieces) - len(set(pieces))


def repeated_characters(pieces: Sequence[str]) -> int:
    return sum(map(len, pieces)) - sum(map(len, set(pieces)))


def top_ngram(hashes: Hashes, lengths: np.ndarray[tuple[int], np.dtype[np.int64]], n: int) -> float:
    """Characters of words in all occurrences of the most common n-gram (of several, the longest) to all of them."""
    grams = ngrams(hashes, n)
    if len(grams) == 0:
        return 0.0
    _, first, counts = np.unique(grams, return_index=True, return_counts=True)
    characters = np.convolve(lengths, np.ones(n, np.int64), mode="valid")[first]
    most = counts.max()
    return float(most * characters[counts == most].max() / lengths.sum()) if most > 1 else 0.0


def repeated_ngrams(hashes: Hashes, lengths: np.ndarray[tuple[int], np.dtype[np.int64]], n: int) -> float:
    """Characters of words that lie in an n-gram seen before, to those of all words."""
    grams = ngrams(hashes, n)
    if len(grams) == 0:
        return 0.0
    again = np.ones(len(grams), dtype=bool)
    again[np.unique(grams, return_index=True)[1]] = False
    covered = np.zeros(len(hashes), dtype=bool)
    for i in range(n):
        covered[i : i + len(grams)] |= again
    return float(lengths[covered].sum() / lengths.sum())
