from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.report.wording import counted, listed, number, percent, share, span


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"), (12, "12"), (1472016, "1,472,016"), (0.51, "0.51"), (2.01749, "2.017"), (12345.6, "12,346"),
        (1e13, "1e13"), (1.78e11, "1.78e11"), (-0.25, "-0.25"), (1e-5, "1e-5"), (0.000852, "8.52e-4"), (None, "—"),
    ],
)  # fmt: skip
def test_numbers(value: float | None, words: str) -> None:
    assert number(value) == words


@given(st.floats(min_value=-1e15, max_value=1e15))
def test_a_number_in_words_is_that_number_to_three_digits(value: float) -> None:
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=5.1e-3, abs=1e-12)


def test_sentences() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert counted(1, "run") == "1 run"
    assert counted(1200, "run") == "1,200 runs"
    assert percent(-0.84) == "−0.8 %"
    assert share(0.8) == "80 %"
    assert span(90) == "90 seconds"
    assert span(600) == "10.0 minutes"
