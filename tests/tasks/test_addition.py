"""Addition: no question is on a worksheet, and no habit answers it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.tasks.addition import MAX_NUMBER, addition_items, pairs, worksheet


@given(st.integers(0, MAX_NUMBER), st.integers(0, MAX_NUMBER))
def test_order_does_not_matter_for_where_a_pair_belongs(a: int, b: int) -> None:
    assert ((a, b) in pairs(test=True)) == ((b, a) in pairs(test=True))
    assert ((a, b) in pairs(test=True)) != ((a, b) in pairs(test=False))


def test_worksheets_are_right_and_show_no_question() -> None:
    shown = {
        tuple(map(int, sum_)) for page in range(50) for sum_ in re.findall(r"(\d+) \+ (\d+) = (\d+)", worksheet(page))
    }
    assert all(a + b == total for a, b, total in shown)
    assert not any((a, b) in pairs(test=True) for a, b, _ in shown)
    assert len(shown) > 250


def test_answers_are_right_and_the_other_choices_are_not() -> None:
    items = addition_items(1_000)
    assert len(pairs(test=True)) - 3 <= len(items) >= 100
    for item in items:
        a, b = map(int, re.findall(r"\d+", item.context))
        assert [int(choice) == a + b for choice in item.choices].count(True) == 1
        assert int(item.choices[item.answer]) == a + b


@pytest.mark.parametrize("seed", range(5))
def test_sums_of_a_four_lie_apart(seed: int) -> None:
    for item in addition_items(1_000, seed):
        sums = sorted(map(int, item.choices))
        assert min(b - a for a, b in pairwise(sums)) >= 3


def test_whoever_ignores_the_question_is_right_once_in_four() -> None:
    shown = Counter(a + b for a, b in pairs(test=False))
    items = addition_items(1_000)
    for taste in (int, len, hash, lambda choice: shown[int(choice)]):
        right = sum(max(item.choices, key=taste) == item.choices[item.answer] for item in items)
        assert right * 4 == len(items)


def test_a_sum_is_as_frequent_on_worksheets_as_its_neighbours() -> None:
    """One pair in three of every sum is kept back, so rarity does not mark the sums that are asked for."""
    shown, asked = (Counter(a + b for a, b in pairs(test)) for test in (False, True))
    for total in range(41):
        in_all = shown[total] + asked[total]
        assert abs(asked[total] - in_all / 3) <= 2
