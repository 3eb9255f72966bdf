"""A number and its range: one unit and one rounding for both ends, and what the range is of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.nouns.proposal import Figure
from foretell.report.ranges import centre, ends, spanned, told


def figure(centre: float, low: float, high: float, assumed: str = "", never: float = 0.0) -> Figure:
    return Figure(centre=centre, low=low, high=high, unit="USD", source="a table", assumed=assumed, never=never)


@pytest.mark.parametrize(
    ("low", "high", "digits", "said"),
    [
        (970_285.0, 1.62e6, 3, "0.97 to 1.62 million"),
        (1.95, 2.0, 3, "1.95 to 2.00"),
        (1.8343, 2.1253, 4, "1.834 to 2.125"),
        (10_107.0, 16_845.0, 3, "10,100 to 16,800"),
        (-0.153, 0.17, 3, "−0.153 to 0.170"),
        (59.28e9, 88.32e9, 3, "59.3 to 88.3 billion"),
        (4.36e23, 5.575e24, 3, "4.36e23 to 5.58e24"),
        (6.28e-5, 4.7e-4, 3, "6.28e-5 to 4.7e-4"),
        (12.0, 5e6, 3, "12 to 5 million"),
        (0.0, 0.8, 3, "0.000 to 0.800"),
    ],
)
def test_both_ends_are_rounded_alike(low: float, high: float, digits: int, said: str) -> None:
    assert ends(low, high, digits) == said


@given(st.floats(-6.0, 18.0), st.floats(0.0, 1.9))
def test_a_range_never_reads_as_one_that_runs_backwards(at: float, wide: float) -> None:
    low, high = 10.0**at, 10.0 ** (at + wide)
    said = ends(low, high)
    numbers = [
        float(number.replace(",", "")) * {"million": 1e6, "billion": 1e9, "trillion": 1e12}.get(word, 1.0)
        for number, word in re.findall(r"([\d.,]+(?:e-?\d+)?) ?(million|billion|trillion)?", said)
    ]
    assert len(numbers) == 2
    if said.count("illion") == 1 and said.endswith("illion"):  # the word is of both
        numbers[0] *= numbers[1] / float(said.split()[2].replace(",", ""))
    assert numbers[0] == pytest.approx(low, abs=0.006 * high)
    assert numbers[1] == pytest.approx(high, rel=0.006)


def test_what_the_range_is_of_is_told() -> None:
    assert told(figure(1.0, 0.8, 1.25)) == "80 % interval 0.80 to 1.25"
    assert told(figure(1.0, 0.8, 1.25, assumed="a guess of 1")) == "0.80 to 1.25 for a guess of 1"
    assert told(figure(1.0, 1.0, 1.0)) == ""
    assert told(figure(4e27, 1.845e25, 9e30, never=0.14)) == "at least 1.84e25; never in 14 % of draws"
    assert spanned(figure(4e24, 1.8e24, 9e24, never=0.05)) == "1.8e24 to 9e24"


def test_a_number_with_a_range_is_rounded_and_a_count_is_not() -> None:
    assert centre(figure(404_285.0, 323_428.0, 539_047.0)) == "404,000"
    assert centre(figure(2048.0, 2048.0, 2048.0)) == "2,048"
    assert centre(figure(1.97444, 1.9, 2.0), 4) == "1.974"
    assert centre(figure(-0.926, -0.98, -0.87)) == "−0.926"
