"""As many digits as an interval bears: a number can be read back to within a twentieth of its half width."""

from __future__ import annotations

import math

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from foretell.nouns import Interval
from foretell.show.digits import given, number, signed, span

SIZES = st.floats(1e-200, 1e200)


def interval(centre: float, low: float, high: float) -> Interval:
    return Interval(centre=centre, low=low, high=high)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ((1.82782, 1.77239, 1.84683), "1.828: 1.772 … 1.847 (80%)"),
        ((482.01, 300.0, 812.0), "480: 300 … 810 (80%)"),
        ((0.499323, 0.493055, 0.514824), "0.499: 0.493 … 0.515 (80%)"),
        ((2.6057e9, 2.518e9, 2.777e9), "2.61e+09: 2.52e+09 … 2.78e+09 (80%)"),
        ((74527.0, 55600.0, 98900.0), "75000: 56000 … 99000 (80%)"),
        ((0.0, -0.01, 0.02), "0: -0.010 … 0.020 (80%)"),
        ((9.9996, 9.99, 10.01), "10.00: 9.990 … 10.01 (80%)"),
        ((3.4815, 3.4811, 3.4819), "3.482: 3.481 … 3.482 (80%)"),
        ((115.3, 3.21, 2e5), "120: 3.2 … 200000 (80%)"),
        ((1e308, -1e308, 1e308), "1e+308: -1e+308 … 1e+308 (80%)"),
    ],
)
def test_both_ends_are_rounded_as_the_number(found: tuple[float, float, float], told: str) -> None:
    assert f"{number(found[0], interval(*found))}: {span(interval(*found))}" == told


@drawn(SIZES, st.floats(1e-12, 10.0), st.sampled_from([-1.0, 1.0]))
def test_what_is_told_is_within_the_interval_or_has_four_digits(size: float, share: float, sign: float) -> None:
    found = interval(sign * size, sign * size - share * size, sign * size + share * size)
    off = abs(float(number(found.centre, found)) - found.centre)
    assert off <= max(0.051 * share * size, 0.00051 * size)
    assert len(number(found.centre, found)) <= 12


@drawn(st.one_of(SIZES, st.integers(-10_000_000, 10_000_000).map(float), st.floats()))
def test_without_an_interval_four_digits_stand_and_whole_numbers_as_they_are(value: float) -> None:
    told = number(value)
    if math.isnan(value):
        assert told == "nan"
    elif value.is_integer() and abs(value) < 1e6:
        assert told == str(int(value))
    elif math.isfinite(value):
        assert float(told) == pytest.approx(value, rel=0.00051)
    assert len(told) <= 11


def test_an_endless_number_of_digits_is_never_told() -> None:
    assert signed(interval(1e308, 0.0, 1e308)) == "+1.00e+308"


@pytest.mark.parametrize(
    ("value", "told"), [(2048.0, "2048"), (1e13, "1e+13"), (5.76e23, "5.76e+23"), (0.65, "0.65"), ("h100", "h100")]
)
def test_what_was_asked_is_told_as_it_was_given(value: float | str, told: str) -> None:
    assert given(value) == told
