"""Learning rate and batch by the Step Law, what other laws say beside them, and where they are extrapolated."""

from __future__ import annotations

import pytest

from foretell.planning.making import rate_and_batch


def test_it_is_the_published_law_with_its_intervals() -> None:
    figures, far = rate_and_batch(1e9, 1e11, 6e20)
    assert figures["learning_rate"].centre == pytest.approx(1.79 * 1e9**-0.713 * 1e11**0.307)
    assert figures["batch_tokens"].centre == pytest.approx(0.58 * 1e11**0.571)
    for name in ("learning_rate", "batch_tokens", "steps"):
        assert figures[name].low < figures[name].centre < figures[name].high
    assert far == ()


def test_steps_and_batch_are_the_text_at_every_end() -> None:
    figures, _ = rate_and_batch(1e9, 1e11, 6e20)
    steps, batch = figures["steps"], figures["batch_tokens"]
    assert [steps.centre * batch.centre, steps.low * batch.high, steps.high * batch.low] == pytest.approx([1e11] * 3)


def test_other_laws_stand_beside_it_and_their_sources_tell_where_they_reach() -> None:
    figures, _ = rate_and_batch(1e9, 1e11, 6e20)
    assert figures["learning_rate_by_deepseek"].centre == pytest.approx(0.3118 * 6e20**-0.125)
    assert figures["learning_rate_by_kaplan"].centre == pytest.approx(0.003239 - 0.0001395 * 20.7232658)
    assert "6e+20 FLOPs lie outside" in figures["batch_tokens_by_deepseek"].source
    assert "no spread" in figures["batch_tokens_by_kaplan"].source


def test_a_law_that_says_no_rate_says_a_batch() -> None:
    figures, far = rate_and_batch(7e10, 1e12, 4e23)
    assert "learning_rate_by_kaplan" not in figures
    assert "negative beyond" in figures["batch_tokens_by_kaplan"].source
    assert len(far) == 1


def test_far_from_its_runs_it_says_so_and_a_batch_is_never_more_than_the_text() -> None:
    figures, far = rate_and_batch(1e3, 0.1, 600.0)
    assert figures["steps"].centre == 1.0
    assert "extrapolated" in far[0]
