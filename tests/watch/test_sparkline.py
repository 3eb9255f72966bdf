"""A sparkline never grows past its width, keeps the order of its values, and survives any numbers."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.watch.sparkline import ASCII, BLOCKS, averaged, sparkline

ANY = st.lists(st.floats(), max_size=200)
FINITE = st.lists(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False), min_size=1, max_size=50)


@given(ANY, st.integers(-1, 60), st.sampled_from([BLOCKS, ASCII]))
def test_any_numbers_fit_in_the_width(values: list[float], width: int, marks: str) -> None:
    line = sparkline(values, width, marks)
    finite = sum(map(math.isfinite, values))
    assert len(line) == min(max(0, width), finite)
    assert set(line) <= set(marks)


@given(FINITE)
def test_levels_rise_and_fall_with_the_values(values: list[float]) -> None:
    levels = [BLOCKS.index(mark) for mark in sparkline(values, len(values))]
    for (a, level_a), (b, level_b) in pairwise(sorted(zip(values, levels, strict=True))):
        assert a == b or level_a <= level_b
    if min(values) < max(values):
        assert {min(levels), max(levels)} == {0, 7}


@given(FINITE, st.integers(1, 20))
def test_ascii_and_blocks_draw_the_same_levels(values: list[float], width: int) -> None:
    blocks = [BLOCKS.index(mark) for mark in sparkline(values, width)]
    assert blocks == [ASCII.index(mark) for mark in sparkline(values, width, ASCII)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=100), st.data())
def test_averaging_keeps_every_value_once(values: list[float], data: st.DataObject) -> None:
    parts = data.draw(st.integers(1, len(values)))
    means = averaged(values, parts)
    sizes = [len(values) * (i + 1) // parts - len(values) * i // parts for i in range(parts)]
    total = math.fsum(mean * size for mean, size in zip(means, sizes, strict=True))
    assert total == pytest.approx(math.fsum(values), abs=1e-6)


def test_a_falling_curve() -> None:
    assert sparkline([8, 7, 6, 5, 4, 3, 2, 1], 8) == "█▇▆▅▄▃▂▁"
    assert sparkline([8, 8, 4.5, 4.5, 1, 1], 3, ASCII) == "#=_"
    assert sparkline([2.0, 2.0], 8) == "▁▁"
