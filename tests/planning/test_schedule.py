"""A schedule's sentence."""

from __future__ import annotations

from foretell.planning.schedule import schedule


def test_it_warms_up_for_one_percent_and_two_thousand_steps_at_most() -> None:
    assert "Warm up over 100 of 10,000 steps" in schedule(10_000)
    assert "last 2,000" in schedule(10_000)
    assert "Warm up over 2,000 of 1,000,000 steps" in schedule(1e6)
    assert schedule(0.2) == schedule(float("nan")) == ""
