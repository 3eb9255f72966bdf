"""Facts as questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from foretell.tasks.factbook import Record, records
from foretell.tasks.facts import capital, capital_items, currency, currency_items, facts, region_items
from foretell.tasks.items import Item

FAMILIES = [capital_items, currency_items, region_items]
Family = Callable[[int, int], list[Item]]


def record(code: str) -> Record:
    return next(r for r in records() if r.code == code)


def test_known_answers() -> None:
    right = {item.subject: item.choices[item.answer] for item in capital_items(500)}
    assert right["Kenya"] == " Nairobi"
    assert right["Brazil"] == " Brasília"
    assert currency(record("africa/ke")) == ("shillings", "Kenyan shillings")


@pytest.mark.parametrize(
    "code", ["africa/bn", "africa/sf", "africa/by", "north-america/mx", "europe/lu", "south-asia/io"]
)
def test_no_capital_where_there_are_two_or_the_name_gives_it_away(code: str) -> None:
    assert capital(record(code)) is None


def test_a_note_does_not_hide_a_capital() -> None:
    assert capital(record("south-america/ci")) == ("Santiago", "Santiago")
    assert capital(record("europe/kv")) == ("Pristina", "Pristina")


@pytest.mark.parametrize("family", FAMILIES)
def test_whoever_ignores_the_question_is_right_once_in_four(family: Family) -> None:
    items = family(500, 0)
    assert len(items) >= 150
    for taste in (len, hash, str):  # likes short answers, or odd ones, or those early in the alphabet
        right = sum(min(item.choices, key=taste) == item.choices[item.answer] for item in items)
        assert right * 4 == len(items)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_question_is_asked_twice_and_no_answer_is_part_of_another(family: Family) -> None:
    items = family(500, 0)
    assert len({item.id for item in items}) == len(items)
    assert not any(a.strip() in b for item in items for a in item.choices for b in item.choices if a != b)


@pytest.mark.parametrize("family", FAMILIES)
def test_at_most_as_many_as_asked_for_and_the_same_every_time(family: Family) -> None:
    assert len(family(30, 0)) == 28
    assert family(30, 0) == family(30, 0)
    assert family(30, 0) != family(30, 1)


def test_wrong_capitals_are_of_the_same_region_where_it_has_enough() -> None:
    region = {fact.answer: fact.region for fact in facts(capital)}
    mixed = [item for item in capital_items(500) if len({region[choice[1:]] for choice in item.choices}) > 1]
    by_region: dict[str, int] = defaultdict(int, Counter(region[item.choices[item.answer][1:]] for item in mixed))
    assert max(by_region.values()) <= 3
