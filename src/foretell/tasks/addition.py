"""Addition: worksheets to train on, and questions that no worksheet answers.

Every unordered pair of numbers belongs to the worksheets or to the test, by a hash of the two numbers, so whoever
answers a question has not read it: neither `12 + 7` nor `7 + 12`.
"""

from __future__ import annotations

from functools import cache

from foretell.tasks.chance import shuffled, stable_hash
from foretell.tasks.items import Item

MAX_NUMBER = 20  # both numbers are 0..20
TEST_SHARE = 4  # one pair in four is kept for the test
WORKSHEET_BYTES = 1_000
OFFSETS = (1, 2, 3, 10)  # how far wrong answers may lie from the right one


def is_test_pair(a: int, b: int) -> bool:
    """Whether this pair, in either order, is kept for the test."""
    return stable_hash("addition", min(a, b), max(a, b)) % TEST_SHARE == 0


@cache
def pairs(test: bool, max_number: int = MAX_NUMBER) -> tuple[tuple[int, int], ...]:
    """All ordered pairs of the test, or all of the worksheets."""
    numbers = range(max_number + 1)
    return tuple((a, b) for a in numbers for b in numbers if is_test_pair(a, b) == test)


def worksheet(number: int, max_number: int = MAX_NUMBER) -> str:
    """Page `number` of worked additions, about 1,000 bytes, one a line; it shows no pair of the test."""
    shown = pairs(test=False, max_number=max_number)
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < WORKSHEET_BYTES:
        a, b = shown[stable_hash("worksheet", number, len(lines)) % len(shown)]
        lines.append(f"{a} + {b} = {a + b}")
    return "\n".join(lines) + "\n"


def addition_items(n: int, seed: int = 0, max_number: int = MAX_NUMBER) -> list[Item]:
    """`n` questions, all different, with four answers each. Raises ValueError when there are not so many pairs."""
    kept = pairs(test=True, max_number=max_number)
    if n > len(kept):
        raise ValueError(
            f"{n} addition questions were asked for; numbers up to {max_number} leave {len(kept)} pairs for the test. "
            f"Ask for at most {len(kept)}."
        )
    return [addition_item(a, b, seed) for a, b in shuffled(kept, "questions", seed)[:n]]


def addition_item(a: int, b: int, seed: int = 0) -> Item:
    """One question: the right sum among three near ones."""
    key = ("addition", seed, a, b)
    choices = tuple(f" {number}" for number in shuffled([a + b, *wrong_sums(a + b, key)], *key))
    context = f"{a} + {b} ="
    return Item(task="addition", id=f"{a}+{b}", context=context, choices=choices, answer=choices.index(f" {a + b}"))


def wrong_sums(right: int, key: tuple[object, ...]) -> list[int]:
    """Three wrong sums, none negative. How many of them are smaller is drawn evenly (0 to 3), so that whoever only
    knows which sums are frequent, and takes the one nearest the middle, does not find the right one by it."""
    smaller = [right - offset for offset in OFFSETS if offset <= right]
    larger = [right + offset for offset in OFFSETS]
    n = min(stable_hash("smaller", *key) % 4, len(smaller))
    return shuffled(smaller, "below", *key)[:n] + shuffled(larger, "above", *key)[: 3 - n]
