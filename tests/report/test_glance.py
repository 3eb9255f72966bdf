from __future__ import annotations

from foretell.report import Story
from foretell.report.glance import glance


def test_the_headline_tells_both_numbers_and_the_seal(story: Story) -> None:
    text = glance(story)
    assert f"{story.plan.forecast.centre:.3f}" in text
    assert f"{story.found:.3f}" in text
    assert "inside the interval" in text
    assert story.target.rung.sealed in text


def test_the_three_answers_come_first(story: Story) -> None:
    text = glance(story)
    assert text.index("Foretold") < text.index("Found") < text.index("May I trust it?") < text.index("<figure")
    assert "✓ Sealed" in text
    assert "1 warning" in text


def test_alternatives_are_said_to_be_no_predictions(story: Story, bare: Story) -> None:
    assert "no predictions to be judged" in glance(story)
    assert "no predictions to be judged" not in glance(bare)
