from __future__ import annotations

import dataclasses

from foretell.report import Story
from foretell.report.glance import glance, signals


def test_the_headline_tells_both_numbers_and_the_seal(story: Story) -> None:
    text = glance(story)
    assert f"{story.plan.forecast.centre:.3f}" in text
    assert f"{story.found:.3f}" in text
    assert "inside the interval" in text
    assert story.target.rung.sealed in text


def test_a_broken_seal_and_earlier_runs_are_warnings(story: Story) -> None:
    assert [kind for kind, _ in signals(story)][:2] == ["holds", "holds"]
    rung = story.target.rung.model_copy(update={"sealed": "0" * 32})
    target = story.target.model_copy(update={"rung": rung})
    doubtful = list(signals(dataclasses.replace(story, target=target, earlier=("train/0ld",))))
    assert [kind for kind, _ in doubtful][:2] == ["warning", "warning"]
    assert "train/0ld" in doubtful[1][1]


def test_warnings_of_plan_and_laws_are_all_told(story: Story) -> None:
    law = story.laws[1].model_copy(update={"warnings": ("one bottom lies at an edge",)})
    told = [text for kind, text in signals(dataclasses.replace(story, laws=(story.laws[0], law))) if kind == "warning"]
    assert told == [*story.plan.warnings, "chinchilla.isoflop: one bottom lies at an edge"]


def test_alternatives_are_said_to_be_no_predictions(story: Story, bare: Story) -> None:
    assert "no predictions to be judged" in glance(story)
    assert "no predictions to be judged" not in glance(bare)
