from __future__ import annotations

import os
from pathlib import Path

import pytest

from foretell.laws.tables.csv_text import MAX_LINE, open_csv, usual


def read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with open_csv(path) as (header, lines, _):
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


def test_more_rows_than_any_table_of_trainings_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foretell.laws.tables.csv_text.MAX_ROWS", 2)
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,2\n" * 3, encoding="utf-8")
    with pytest.raises(ValueError, match=r"t\.csv has more than 2 rows: keep one row a finished training\."):
        read(path)


@pytest.mark.parametrize("before", ["# my runs, of May\n#\n", "sep=,\n", '"sep=,"\r\n# and more\n'])
def test_comments_and_the_line_of_a_separator_are_skipped_and_counted(before: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"\ufeff{before}a,b\n1,2\n", encoding="utf-8", newline="")
    assert read(path) == (["a", "b"], [(before.count("\n") + 2, ["1", "2"])])


def test_a_column_that_is_called_by_its_number_sign_is_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("#,a\n1,2\n", encoding="utf-8")
    assert read(path)[0] == ["#", "a"]


def test_a_file_of_comments_alone_has_no_header(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("# a\n# b\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no first line with the names of its columns"):
        read(path)


@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_only_semicolons_let_a_comma_be_a_decimal_point(sep: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"a{sep}b\n", encoding="utf-8")
    with open_csv(path) as (_, _, numbers):
        assert numbers.has_decimal_commas == (sep == ";")


def test_names_are_compared_without_capitals_spaces_and_hyphens() -> None:
    assert {usual(name) for name in ("Val Loss", "val-loss", " VAL_LOSS ")} == {"val_loss"}
