"""A file is whole or absent: old or new, never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from foretell.lab import read_json, whole, write_json, write_text


def test_the_new_file_appears_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    with whole(path) as draft:
        draft.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_a_writer_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "half of the new \ud800")
    with pytest.raises(FileNotFoundError), whole(path):
        pass  # nothing was written
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_json_round_trips_in_the_order_given(tmp_path: Path) -> None:
    value = {"z": [1, 2.5, None], "a": "ü\ud7ff"}
    write_json(tmp_path / "a.json", value)
    assert list(read_json(tmp_path / "a.json").items()) == list(value.items())


def test_numbers_that_json_cannot_hold_are_refused_and_change_nothing(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", 1)
    with pytest.raises(ValueError, match="Out of range"):
        write_json(tmp_path / "a.json", float("nan"))
    assert read_json(tmp_path / "a.json") == 1


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.json is damaged .* Remove its folder and run again"):
        read_json(tmp_path / "a.json")
