"""Subject-verb agreement: a noun, perhaps a second one that misleads, and a verb in its two forms.

Questions come in twos, a singular subject and its plural, that share everything else. So a constant answer is right
exactly once in two. A second noun agrees with the subject in one of the two questions and misleads in the other, so
that the verb that agrees with the nearest noun is right exactly once in two as well.
"""

from __future__ import annotations

from itertools import product

from foretell.tasks.chance import shuffled, stable_hash
from foretell.tasks.items import Item

# Their plurals add an s; small corpora (of countries, programs, the Bible) speak of them.
WORDS = (
    "area boy brother captain court daughter day election father field forest friend function government "
    "group hand house island king lake language law leader line list lord method module mother mountain name number "
    "object parent place port president prince prophet region result river road school servant sister son state stone "
    "street student system temple town tree value village wall war word worker year"
)
NOUNS = WORDS.split()
VERBS = ((" is", " are"), (" was", " were"), (" has", " have"))
ALONE = ("The {}", "This is where the {}", "And the {}", "It is said that the {}")
WITH_ANOTHER = ("The {} of the {}", "The {} near the {}", "The {} before the {}", "And the {} with the {}")

Question = tuple[str, str, str, tuple[str, str]]  # frame, noun, the other noun ("" where there is none), verb


def agreement_items(n: int, seed: int = 0) -> list[Item]:
    """At most `n` questions, in twos; about half of them have a second noun between subject and verb."""
    halves = (n // 2 + 1) // 2, n // 2 // 2
    asked = [
        question
        for kind, count in zip((alone(), with_another(seed)), halves, strict=True)
        for question in shuffled(kind, "agreement", seed)[:count]
    ]
    return [item for question in asked for item in two_items(*question)]


def alone() -> list[Question]:
    """All questions with one noun."""
    return [(frame, noun, "", verb) for frame, noun, verb in product(ALONE, NOUNS, VERBS)]


def with_another(seed: int) -> list[Question]:
    """One question for each frame, noun and verb, with a second noun drawn by `seed` in either number."""
    asked = product(WITH_ANOTHER, NOUNS, VERBS)
    return [(frame, noun, _other(noun, seed, frame, verb), verb) for frame, noun, verb in asked]


def _other(noun: str, *key: object) -> str:
    others = [form for word in NOUNS if word != noun for form in (word, word + "s")]
    return others[stable_hash("other", noun, *key) % len(others)]


def two_items(frame: str, noun: str, other: str, verb: tuple[str, str]) -> tuple[Item, Item]:
    """The question with a singular subject and the same with its plural."""
    contexts = [frame.format(subject, other) for subject in (noun, noun + "s")]
    singular, plural = (
        Item(task="agreement", id=f"{context}{verb[0]}", context=context, choices=verb, answer=answer)
        for answer, context in enumerate(contexts)
    )
    return singular, plural
