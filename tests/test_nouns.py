"""Nouns and specs are frozen, and say so when they are asked for what they do not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from foretell.models.flops import shape_of
from foretell.nouns import Home, Interval, Rung, Source, Spec, Suite


class Setting(Spec):
    size: int = 1


def test_specs_and_nouns_are_frozen() -> None:
    for thing, name in ((Setting(), "size"), (Interval(centre=1.0, low=0.0, high=2.0), "low")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, name, 3)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="sise"):
        Setting.model_validate({"sise": 2})
    with pytest.raises(ValidationError, match="centr"):
        Interval.model_validate({"centr": 1.0, "low": 0.0, "high": 1.0})


def test_a_noun_is_placed_without_a_change_of_its_facts() -> None:
    loose = Suite(tasks={"a": 1})
    placed = loose.at(Home(Path("/store/pose/1"), "pose/1", {"items.jsonl": "x"}))
    assert placed.model_dump() == loose.model_dump()
    assert placed.folder == Path("/store/pose/1")
    assert loose.home is None


def test_a_noun_without_a_folder_says_so() -> None:
    with pytest.raises(ValueError, match="This Suite was made without a folder, so it has no files to read"):
        _ = Suite(tasks={}).folder


def test_where_a_source_lies_is_never_written() -> None:
    assert Source(name="a", content="1", where="/here").model_dump() == {"name": "a", "content": "1"}


def test_the_tokens_of_a_rung_count_the_steps_before_it() -> None:
    rung = Rung(shape=shape_of(16, 1, 300, 64), sequences=16, first_step=80, last_step=100, decay_from=80)
    assert rung.tokens == 100 * 16 * 64
