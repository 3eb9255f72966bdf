from __future__ import annotations

import dataclasses

from foretell.report import Story
from foretell.report.trust import signals, verdict


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


def test_the_verdict_counts_the_warnings_and_names_a_missing_seal(story: Story, bare: Story) -> None:
    assert verdict(story)[0] == "✓ Sealed"
    assert "1 warning" in verdict(story)[1]
    assert "10 × beyond the ladder" in verdict(story)[1]
    target = bare.target.model_copy(update={"rung": bare.target.rung.model_copy(update={"sealed": ""})})
    open_ = dataclasses.replace(bare, target=target)
    assert verdict(open_)[0] == "▲ Not sealed"
    assert "before the target" not in verdict(open_)[1]
