"""Facts of the World Factbook as questions with four answers, worded differently from the record.

Questions come in fours that share their four answers, each of them right once. So whoever ignores the question
(likes short answers, or frequent ones) is right exactly once in four, and the sum of log-probabilities is fair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from foretell.tasks.chance import shuffled
from foretell.tasks.factbook import Record, records, text_of
from foretell.tasks.items import Item
from foretell.tasks.wordings import WORDINGS

FOUR = 4  # questions that share their answers
MIN_COUNTRIES = 3  # a part of the world that fewer records name is a special case, or a slip


@dataclass(frozen=True)
class Fact:
    """What one record states: the answer as it is asked for, and the words of the record that state it."""

    code: str
    subject: str
    region: str
    answer: str
    states: str


def capital_items(n: int, seed: int = 0) -> list[Item]:
    """At most `n` questions: the capital of a country, among capitals of the same region where it has enough."""
    return fact_items("capitals", WORDINGS["capitals"][0], capitals(), n, seed)


def currency_items(n: int, seed: int = 0) -> list[Item]:
    """At most `n` questions: the currency's unit."""
    return fact_items("currencies", WORDINGS["currencies"][0], currencies(), n, seed)


def region_items(n: int, seed: int = 0) -> list[Item]:
    """At most `n` questions: the part of the world where a country lies."""
    return fact_items("regions", WORDINGS["regions"][0], regions(), n, seed)


def capitals() -> list[Fact]:
    """The capital of each country that has one."""
    return facts(capital)


def currencies() -> list[Fact]:
    """The currency's unit. Its adjective is left out, since it often gives the country away."""
    return facts(currency)


def regions() -> list[Fact]:
    """The part of the world where a country lies, as the Factbook's maps have it."""
    named = facts(map_region)
    countries = Counter(fact.answer for fact in named)
    return [fact for fact in named if countries[fact.answer] >= MIN_COUNTRIES]


def facts(read: Callable[[Record], tuple[str, str] | None]) -> list[Fact]:
    """The facts that `read` finds, as (answer, words of the record), in the records of places."""
    found = [(record, read(record)) for record in records()]
    return [Fact(r.code, r.name, r.region, *answer) for r, answer in found if answer]


def capital(record: Record) -> tuple[str, str] | None:
    """The capital. None where there is no one capital, or where either name gives the other away (Mexico City)."""
    text = text_of(record.fields, "Government", "Capital", "name").split("; note")[0]
    city = re.sub(r"\s*\([^()]*\)", "", text)
    if not re.fullmatch(r"[^\W\d_][^;,0-9]*", city) or {"in", "from", "no"} & set(city.split()):
        return None
    return None if city in record.name or record.name in city else (city, city)


def currency(record: Record) -> tuple[str, str] | None:
    """The unit (`shillings`), stated as `Kenyan shillings`. None where two units are named, or none."""
    text = text_of(record.fields, "Economy", "Exchange rates", "Currency")
    named = re.fullmatch(r"([^/()]+?)( \([^()]*\))? per US dollar\b.*", text)
    return (named[1].split()[-1], named[1]) if named and " or " not in named[1] else None


def map_region(record: Record) -> tuple[str, str] | None:
    """The part of the world, as in `Map references: Southeast Asia`."""
    text = text_of(record.fields, "Geography", "Map references")
    return (text, text) if text else None


def fact_items(task: str, wording: str, stated: Sequence[Fact], n: int, seed: int) -> list[Item]:
    """The questions of as many fours as fit into `n`, drawn by `seed`."""
    drawn = shuffled(fours(stated, seed), "fours", task, seed)[: n // FOUR]
    return [four_item(task, wording, fact, four) for four in drawn for fact in four]


def four_item(task: str, wording: str, fact: Fact, four: Sequence[Fact]) -> Item:
    """The question of one fact, with the answers of its four to choose from. `{}` in the wording is the subject."""
    return Item(
        task=task,
        id=fact.code,
        context=wording.replace("{}", fact.subject),
        choices=tuple(f" {other.answer}" for other in four),
        answer=four.index(fact),
        subject=fact.subject,
        states=fact.states,
    )


def fours(stated: Iterable[Fact], seed: int) -> list[tuple[Fact, ...]]:
    """Facts in fours with different answers: first within each region, then among what is left over."""
    left = shuffled(stated, "facts", seed)
    found: list[tuple[Fact, ...]] = []
    for region in (*sorted({fact.region for fact in left}), None):
        pool = [fact for fact in left if region in (fact.region, None)]
        while four := _four(pool):
            found.append(four)
            pool = [fact for fact in pool if fact not in four]
            left = [fact for fact in left if fact not in four]
    return found


def _four(pool: Sequence[Fact]) -> tuple[Fact, ...]:
    """Four facts of different answers, none part of another, the most common answers first, then those of one length.

    Taking the most common first uses up as many facts as can be used."""
    common = Counter(fact.answer for fact in pool)
    four: list[Fact] = []
    for fact in sorted(pool, key=lambda fact: (-common[fact.answer], len(fact.answer.encode()))):
        if not any(fact.answer in other.answer or other.answer in fact.answer for other in four):
            four.append(fact)
        if len(four) == FOUR:
            return tuple(four)
    return ()
