"""Time left: known early, steady for steady work, untouched by what was remembered."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.watch.pace import SETTLED, Pace


def test_nothing_is_said_before_work_is_seen_and_settled() -> None:
    pace = Pace()
    assert pace.left(0.0, 0.0, 100.0) is None
    assert pace.left(30.0, 1.0, 99.0) is None
    assert pace.left(30.0 + SETTLED, 1.0, 99.0) is None  # no progress since
    assert pace.left(30.0 + SETTLED, 3.0, 97.0) == pytest.approx(97.0)


@given(st.floats(0.0, 1e4), st.floats(1e-3, 1e15), st.floats(10.0, 1e5), st.lists(st.floats(0.0, 1.0), min_size=1))
def test_steady_work_has_the_true_time_left_from_the_first_estimate_on(
    start: float, speed: float, length: float, shares: list[float]
) -> None:
    pace, total = Pace(), speed * length
    pace.left(start + 0.5, speed * 0.5, total - speed * 0.5)
    for share in sorted(shares):
        spent = 0.5 + SETTLED + share * (length - 0.5 - SETTLED)
        left = pace.left(start + spent, speed * spent, total - speed * spent)
        if left is not None:
            assert left == pytest.approx(length - spent, rel=1e-6, abs=1e-6 * (length + start))


def test_workers_that_start_slowly_make_no_wild_first_estimate() -> None:
    pace = Pace()
    for second in range(20):
        pace.left(float(second), 0.0, 100.0)
    pace.left(20.0, 1.0, 99.0)
    assert pace.left(23.0, 4.0, 96.0) == pytest.approx(96.0)


@given(st.lists(st.floats(0.5, 1.5), min_size=60, max_size=60))
def test_bursts_move_the_end_by_less_and_less(bursts: list[float]) -> None:
    pace, done, ends = Pace(), 0.1, []
    for second, work in enumerate(bursts):
        left = pace.left(float(second), done, 100.0 - done)
        ends.append(None if left is None else second + left)
        done += work
    known = [end for end in ends[10:] if end is not None]
    for i, (a, b) in enumerate(pairwise(known), start=10):
        assert abs(a - b) <= 220.0 / i
