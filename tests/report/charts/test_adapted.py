from __future__ import annotations

import pytest

from foretell.nouns import Change, Interval
from foretell.report import Story
from foretell.report.adapted import adaptation
from foretell.report.charts.adapted import by_outcome, change_figures


def change(metric: str, low: float, high: float) -> Change:
    difference = Interval(centre=(low + high) / 2, low=low, high=high)
    return Change(
        task="t", metric=metric, before=1.0, after=1.0 + difference.centre, difference=difference, chance=None,
        examples=9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "low", "high", "found"),
    [
        ("accuracy", 0.1, 0.2, "gained"),
        ("accuracy", -0.2, -0.1, "forgot"),
        ("accuracy", -0.1, 0.2, "unchanged"),
        ("accuracy", 0.0, 0.0, "unchanged"),
        ("bits_per_byte", 0.1, 0.2, "forgot"),
        ("bits_per_byte", -0.2, -0.1, "gained"),
    ],
)
def test_only_an_interval_without_zero_is_a_change_and_less_loss_is_a_gain(
    metric: str, low: float, high: float, found: str
) -> None:
    assert change(metric, low, high).outcome == found


def test_what_was_gained_stands_above_what_was_forgotten(story: Story) -> None:
    assert story.comparison is not None
    assert [row.outcome for row in by_outcome(story.comparison.rows, "accuracy")] == ["gained", "forgot", "unchanged"]
    accuracy = change_figures(story.comparison)[0]
    assert "Of 3 measures: 1 gained, 1 forgot, 1 unchanged." in accuracy.see
    assert [row[-1] for row in accuracy.rows] == ["gained", "forgot", "unchanged"]


def test_the_section_tells_what_the_adaptation_itself_read(story: Story, bare: Story) -> None:
    text = adaptation(story)
    assert "50,000 tokens" in text
    assert "2 gained, 1 forgot and 2 unchanged" in text
    assert "1 further measure" in text
    assert adaptation(bare) == ""
