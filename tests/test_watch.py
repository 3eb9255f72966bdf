"""What the watcher says of made progress files."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest

from foretell import watch as watches
from foretell.lab import REMEMBERED, write_json
from foretell.watch import Watch, spelled


def tell(folder: Path, name: str, done: float, total: float, what: str = "") -> None:
    write_json(folder / f"{name}.json", {"done": done, "total": total, "what": what})


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watcher whose clock says that each stage began 100 seconds ago."""
    watch = Watch(tmp_path, 6, io.StringIO())
    now = time.monotonic()
    times = iter([now])
    monkeypatch.setattr(time, "monotonic", lambda: next(times, now + 100.0))
    return watch


def test_a_line_has_stage_share_time_and_what_runs(watch: Watch, tmp_path: Path) -> None:
    with watch("ladder", work=200.0, counted="train"):
        tell(tmp_path, "train-1", 30, 60, "width 32")
        tell(tmp_path, "train-2", 20, 100, "width 64")
        tell(tmp_path, "evaluate-1", 1, 1, "scores")  # another verb's: not counted
        line = watch.line()
    assert line.startswith("[1/6] ladder ██████··················  25%  1 min 40 s, about 5 min 00 s left")
    assert line.endswith("left  (width 32, width 64)")


def test_without_a_total_of_its_own_a_stage_has_that_of_its_calls(watch: Watch, tmp_path: Path) -> None:
    with watch("tokens"):
        tell(tmp_path, "tokenize-1", 1, 4, "encoding")
        assert " 25%  1 min 40 s, about 5 min 00 s left  (encoding)" in watch.line()


def test_what_was_remembered_counts_as_done_but_tells_nothing_of_the_pace(watch: Watch, tmp_path: Path) -> None:
    with watch("ladder", work=100.0, counted="train"):
        tell(tmp_path, "train-1", 50, 50, REMEMBERED)
        assert "50%  1 min 40 s" in watch.line()
        assert "left" not in watch.line()
        tell(tmp_path, "train-2", 25, 50, "width 32")
        assert "75%  1 min 40 s, about 1 min 40 s left  (width 32)" in watch.line()


def test_nothing_told_yet_is_nothing_done(watch: Watch) -> None:
    with watch("ladder", work=100.0, counted="train"):
        assert re.search(r"·{24}   0%  1 min 40 s$", watch.line())


def test_more_done_than_planned_is_all_of_it(watch: Watch, tmp_path: Path) -> None:
    with watch("ladder", work=10.0, counted="train"):
        tell(tmp_path, "train-1", 50, 50)
        assert "█" * 24 + " 100%" in watch.line()


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "{}", '{"done": "x", "total": 1, "what": ""}', '{"done": 1}'])
def test_a_damaged_or_foreign_file_is_passed_over(watch: Watch, tmp_path: Path, content: str) -> None:
    with watch("tokens"):
        tell(tmp_path, "tokenize-1", 1, 2, "encoding")
        (tmp_path / "tokenize-2.json").write_text(content)
        assert " 50% " in watch.line()


def test_a_stage_forgets_the_one_before_and_leaves_a_line(watch: Watch, tmp_path: Path) -> None:
    with watch("corpus"):
        tell(tmp_path, "curate-1", 1, 1)
    assert watch.line() == ""
    with watch("tokens"):
        assert list(tmp_path.iterdir()) == []
        assert watch.line().startswith("[2/6] tokens")
    out = watch._console.file
    assert isinstance(out, io.StringIO)
    assert out.getvalue().splitlines() == ["[1/6] corpus: done in 1 min 40 s", "[2/6] tokens: done in 0 s"]


def test_a_log_gets_lines_while_a_stage_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watches, "LOG_SECONDS", 0.01)
    out = io.StringIO()
    with Watch(tmp_path, 1, out) as watch, watch("tokens"):
        deadline = time.monotonic() + 10.0
        while not out.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert out.getvalue().startswith("[1/1] tokens ")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59.4, "59 s"), (59.7, "1 min 00 s"), (125, "2 min 05 s"), (11_400, "3 h 10 min")]
)
def test_durations_are_spelled_as_a_person_says_them(seconds: float, said: str) -> None:
    assert spelled(seconds) == said
