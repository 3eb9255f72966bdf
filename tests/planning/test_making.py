"""Learning rate and batch as published, and where they are extrapolated."""

from __future__ import annotations

import pytest

from foretell.planning.making import rate_and_batch


def test_it_is_the_published_law() -> None:
    figures, far = rate_and_batch(1e9, 1e11)
    assert figures["learning_rate"].centre == pytest.approx(1.79 * 1e9**-0.713 * 1e11**0.307)
    assert figures["batch_tokens"].centre == pytest.approx(0.58 * 1e11**0.571)
    assert figures["steps"].centre * figures["batch_tokens"].centre == pytest.approx(1e11)
    assert far == ()


def test_far_from_its_runs_it_says_so_and_a_batch_is_never_more_than_the_text() -> None:
    figures, far = rate_and_batch(1e3, 0.1)
    assert figures["steps"].centre == 1.0
    assert "extrapolated" in far[0]
