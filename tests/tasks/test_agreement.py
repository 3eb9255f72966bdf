"""Agreement questions."""

from __future__ import annotations

from foretell.tasks.agreement import NOUNS, agreement_items


def test_a_constant_answer_is_right_exactly_once_in_two() -> None:
    items = agreement_items(300)
    assert len(items) == 300
    for verb in {choice for item in items for choice in item.choices}:
        asked = [item for item in items if verb in item.choices]
        assert sum(item.choices[item.answer] == verb for item in asked) * 2 == len(asked)


def test_agreeing_with_the_nearest_noun_is_right_exactly_once_in_two_where_another_stands_between() -> None:
    items = [
        item for item in agreement_items(300) if sum(word.rstrip("s") in NOUNS for word in item.context.split()) == 2
    ]
    assert 120 <= len(items) <= 160
    nearest = [int(item.context.endswith("s")) for item in items]
    assert sum(item.answer == guess for item, guess in zip(items, nearest, strict=True)) * 2 == len(items)


def test_the_form_of_the_subject_decides() -> None:
    for item in agreement_items(10_000):
        subject = next(word for word in item.context.split() if word in NOUNS or word[:-1] in NOUNS)
        assert item.answer == int(subject not in NOUNS)


def test_no_noun_is_another_ones_plural() -> None:
    assert not {noun + "s" for noun in NOUNS} & set(NOUNS)
    assert len(set(NOUNS)) == len(NOUNS)


def test_all_questions_differ() -> None:
    items = agreement_items(10_000)
    assert len({item.id for item in items}) == len(items) > 1_000
