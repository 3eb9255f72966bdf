from __future__ import annotations

import dataclasses
import math

import pytest

from foretell.lab import digest
from foretell.report import Story


def test_the_error_is_negative_where_the_forecast_was_too_low(story: Story) -> None:
    found = story.plan.forecast.centre * math.exp(0.02)
    low = dataclasses.replace(story, target=story.target.model_copy(update={"bits_per_byte": found}))
    assert low.error_percent == pytest.approx(-2.0)
    assert low.is_inside
    outside = story.target.model_copy(update={"bits_per_byte": story.plan.forecast.high * 1.001})
    assert not dataclasses.replace(story, target=outside).is_inside


def test_only_the_seal_of_this_plan_counts(story: Story) -> None:
    assert story.is_sealed
    for seal in ("", "0" * 32):
        rung = story.target.rung.model_copy(update={"sealed": seal})
        assert not dataclasses.replace(story, target=story.target.model_copy(update={"rung": rung})).is_sealed


def test_the_law_is_found_by_digest_before_form(story: Story) -> None:
    assert story.law.form == "valley"
    forecast = story.plan.forecast.model_copy(update={"law": digest(story.laws[1])})
    other = dataclasses.replace(story, plan=story.plan.model_copy(update={"forecast": forecast}))
    assert other.law.form == "chinchilla.isoflop"


def test_a_story_without_the_forecasts_law_says_so(story: Story) -> None:
    with pytest.raises(ValueError, match=r"route 'valley'.*chinchilla\.isoflop"):
        _ = dataclasses.replace(story, laws=story.laws[1:]).law
