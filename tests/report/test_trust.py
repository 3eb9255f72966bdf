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


def test_warnings_of_plan_and_its_law_are_all_told_and_those_of_laws_beside_it_counted(story: Story) -> None:
    route = next(i for i, law in enumerate(story.laws) if law.form == story.plan.forecast.route)
    warned = [law.model_copy(update={"warnings": ("an edge", "a slip")}) for law in story.laws]
    found = list(signals(dataclasses.replace(story, laws=tuple(warned))))
    told = [text for kind, text in found if kind == "warning"]
    assert told == [*story.plan.warnings, "an edge", "a slip"]
    beside = [text for kind, text in found if "beside the forecast" in text and kind == "note"]
    assert len(beside) == len(story.laws) - 1
    assert all("2 warnings" in text and warned[route].form not in text for text in beside)


def test_the_verdict_counts_the_warnings_and_names_a_missing_seal(story: Story, bare: Story) -> None:
    assert verdict(story)[0] == "✓ Sealed"
    assert "1 warning" in verdict(story)[1]
    assert "10 × beyond the ladder" in verdict(story)[1]
    target = bare.target.model_copy(update={"rung": bare.target.rung.model_copy(update={"sealed": ""})})
    open_ = dataclasses.replace(bare, target=target)
    assert verdict(open_)[0] == "▲ Not sealed"
    assert "before the target" not in verdict(open_)[1]
