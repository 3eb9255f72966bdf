"""Addition: worksheets to train on, and questions that no worksheet answers.

Every unordered pair of numbers belongs to the worksheets or to the test, so whoever answers a question has not read
it: neither `12 + 7` nor `7 + 12`. Of the pairs of each sum one in three is kept for the test, so that a sum is not
rarer on the worksheets for being the answer to many questions.
"""

from __future__ import annotations

from functools import cache

from foretell.tasks.chance import shuffled, stable_hash
from foretell.tasks.items import Item

MAX_NUMBER = 20  # both numbers are 0..20
TEST_SHARE = 3  # one pair in three of every sum is kept for the test
WORKSHEET_BYTES = 1_000

Pair = tuple[int, int]
Four = tuple[Pair, Pair, Pair, Pair]


@cache
def kept_for_test() -> frozenset[Pair]:
    """The ordered pairs that are kept for the test: of each sum's pairs every third, in a drawn order."""
    kept: set[Pair] = set()
    for total in range(2 * MAX_NUMBER + 1):
        smaller = range(max(0, total - MAX_NUMBER), total // 2 + 1)
        drawn = shuffled(smaller, "addition", total)[TEST_SHARE - 1 :: TEST_SHARE]
        kept |= {(a, total - a) for a in drawn} | {(total - a, a) for a in drawn}
    return frozenset(kept)


@cache
def pairs(test: bool) -> tuple[Pair, ...]:
    """All ordered pairs of the test, or all of the worksheets."""
    numbers = range(MAX_NUMBER + 1)
    return tuple((a, b) for a in numbers for b in numbers if ((a, b) in kept_for_test()) == test)


def worksheet(number: int) -> str:
    """Page `number` of worked additions, about 1,000 bytes, one a line; it shows no pair of the test."""
    shown = pairs(test=False)
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < WORKSHEET_BYTES:
        a, b = shown[stable_hash("worksheet", number, len(lines)) % len(shown)]
        lines.append(f"{a} + {b} = {a + b}")
    return "\n".join(lines) + "\n"


def addition_items(n: int, seed: int = 0) -> list[Item]:
    """At most `n` questions, all different, in fours that share their answers."""
    drawn = shuffled(fours(seed), "fours", seed)[: n // 4]
    return [item for four in drawn for item in four_items(four)]


def fours(seed: int) -> list[Four]:
    """The pairs of the test in fours: in the order of their sums, one from each quarter. So sums of one four lie
    some way apart, and to know about how much it is will do."""
    ordered = sorted(shuffled(pairs(test=True), "questions", seed), key=sum)
    size = len(ordered) // 4
    return list(zip(*(ordered[i * size : (i + 1) * size] for i in range(4)), strict=True))


def four_items(four: Four) -> list[Item]:
    """Four questions with the same four sums to choose from, each right once: whoever ignores the question, and
    likes frequent sums, or small ones, is right exactly once."""
    choices = tuple(f" {a + b}" for a, b in four)
    return [
        Item(task="addition", id=f"{a}+{b}", context=f"{a} + {b} =", choices=choices, answer=answer)
        for answer, (a, b) in enumerate(four)
    ]
