from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from foretell.laws.csv_text import MAX_LINE, number_in, open_csv


def read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with open_csv(path) as (header, lines):
        return header, [(line, list(cells)) for line, cells in lines]


def test_rows_come_with_the_number_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a , b\n1,2\n\n , \n3,4\n", encoding="utf-8")
    assert read(path) == (["a", "b"], [(2, ["1", "2"]), (5, ["3", "4"])])


def test_what_is_no_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There is no table .*none\.csv\."):
        read(tmp_path / "none.csv")
    with pytest.raises(ValueError, match="is a folder, and a CSV file was expected"):
        read(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is a pipe or a device"):
        read(tmp_path / "pipe")
    with pytest.raises(ValueError, match=r"cannot be read|There is no table"):
        read(tmp_path / ("x" * 300))


def test_a_file_that_may_not_be_read_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # file modes do not stop every user
    with pytest.raises(ValueError, match=r"t\.csv cannot be read \(Permission denied\)"):
        read(path)


def test_an_endless_line_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(50 * MAX_LINE)
    with pytest.raises(ValueError, match="has a line of 1,000,000 characters or more"):
        read(path)


def test_numbers_and_their_absence(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert number_in(path, 2, "loss", " 1e3 ") == 1000.0
    assert math.isnan(number_in(path, 2, "loss", "N/A"))
    with pytest.raises(ValueError, match=r"t\.csv, line 2, column 'loss': 'x{40}…' is not a number"):
        number_in(path, 2, "loss", "x" * 99)
