from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws.tables.csv_number import Numbers

PATH = Path("t.csv")


@pytest.mark.parametrize("text", ["", " ", "nan", "NA", "N/A", "#N/A", "none", "NULL", "-", "diverged", "Diverged"])
def test_an_absent_number_is_nan(text: str) -> None:
    assert math.isnan(Numbers(PATH).read(2, "loss", text))


@given(st.integers(1_000_000, 10**15), st.sampled_from([",", " ", "\u00a0", "\u2009", "\u202f"]), st.booleans())
def test_grouped_thousands_are_read_back_and_told(count: int, space: str, is_semicolons: bool) -> None:
    numbers = Numbers(PATH, is_semicolons)
    assert numbers.read(2, "n", f"{count:,}".replace(",", space)) == count
    assert numbers.notes() == (f"In 'n' {'commas' if space == ',' else 'spaces'} are taken to group thousands.",)


@given(st.floats(1e-4, 1e4))
def test_decimal_commas_are_read_back_and_told(number: float) -> None:
    numbers = Numbers(PATH, has_decimal_commas=True)
    assert numbers.read(2, "loss", f"{number:.12f}".replace(".", ",")) == float(f"{number:.12f}")
    (note,) = numbers.notes()
    assert note.startswith("In 'loss' a comma is taken for the decimal point")


@pytest.mark.parametrize(("text", "number"), [("2,5e7", 2.5e7), (",5", 0.5), ("-1,5", -1.5), ("1 234,5", 1234.5)])
def test_decimal_commas_go_with_exponents_signs_and_groups(text: str, number: float) -> None:
    assert Numbers(PATH, has_decimal_commas=True).read(2, "loss", text) == number


def test_numbers_as_programs_write_them_need_no_note() -> None:
    numbers = Numbers(PATH, has_decimal_commas=True)
    assert [numbers.read(2, "n", text) for text in (" 1e3 ", "2.5", "25_000")] == [1000.0, 2.5, 25_000.0]
    assert not numbers.notes()


BAD = {
    "25,000": "'25,000' is not a number. Its comma may group thousands or be a decimal point",
    "3,21": "'3,21' is not a number. Its comma may",
    "25M": "'25M' is not a number. Write plain counts: 25 million are 25000000 or 2.5e7.",
    "2,50,000": "'2,50,000' is not a number.",
    "1 23": "'1 23' is not a number.",
    "x" * 99: f"'{'x' * 40}…' is not a number.",
}


@pytest.mark.parametrize(("text", "message"), BAD.items())
def test_what_says_nothing_for_certain_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"t\.csv, line 2, column 'n': ") as caught:
        Numbers(PATH).read(2, "n", text)
    assert message in str(caught.value)


@pytest.mark.parametrize(("first", "second"), [("400,000", "25,000,000"), ("25,000,000", "400,000"), ("1.234", "1,5")])
def test_a_column_in_two_notations_is_refused(first: str, second: str) -> None:
    numbers = Numbers(PATH, has_decimal_commas=True)
    numbers.read(2, "n", first)
    with pytest.raises(ValueError, match=r"line 3, column 'n': with .* holds decimal commas and another notation"):
        numbers.read(3, "n", second)
    numbers.read(3, "another", second)


CELLS = st.lists(st.sampled_from(["1e3", " 2.5 ", "25_000", "", "none", "inf", "-3", "1,000,000", "1 234", "4,5"]))


@given(CELLS, st.booleans())
def test_a_column_is_read_as_its_cells_are(texts: list[str], is_semicolons: bool) -> None:
    one, other = Numbers(PATH, is_semicolons), Numbers(PATH, is_semicolons)
    try:
        cells = [one.read(2 + i, "n", text) for i, text in enumerate(texts)]
    except ValueError as error:
        with pytest.raises(ValueError, match=re.escape(str(error))):
            other.column("n", range(2, 2 + len(texts)), texts)
    else:
        found = other.column("n", range(2, 2 + len(texts)), texts)
        assert list(map(str, found)) == list(map(str, cells))
        assert other.notes() == one.notes()


def test_a_frame_has_rows_and_no_lines() -> None:
    with pytest.raises(ValueError, match=r"^The frame, row 3, column 'n': 'many' is not a number\.$"):
        Numbers("The frame", row="row").column("n", [1, 2, 3], ["1", "2", "many"])
