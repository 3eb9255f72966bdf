"""What the watcher says of made progress files, in a log and on a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from foretell.lab import REMEMBERED
from foretell.watch import Watch
from tests.watch.made import Clock, Teller


@pytest.fixture
def watch(tmp_path: Path, clock: Clock, out: io.StringIO) -> Watch:
    return Watch(tmp_path / "progress", 6, out)


def _break_after(clock: Clock, seconds: float) -> None:
    clock.now += seconds
    raise ValueError("broken")


def lines(out: io.StringIO) -> list[str]:
    return out.getvalue().splitlines()


def test_the_log_of_a_ladder(watch: Watch, tell: Teller, clock: Clock, out: io.StringIO) -> None:
    with watch("ladder of 2 runs", work=300.0, counted="train", calls=3):
        tell("train-0", 100, 100, REMEMBERED)
        watch.look()  # nothing: no 15 seconds yet
        clock.now += 5.0
        tell.training("train-1", 10, 100, "width 32, 1e+11 FLOPs")
        tell("evaluate-1", 1, 2, "another verb's: not counted")
        watch.look()
        clock.now += 10.0
        tell.training("train-1", 50, 100, "width 32, 1e+11 FLOPs")
        watch.look()
        clock.now += 10.0
        tell.training("train-1", 100, 100, "width 32, 1e+11 FLOPs")
        tell.training("train-2", 60, 100, "width 64, 1e+11 FLOPs", began=40)
        watch.look()
        watch.look()
        clock.now += 5.0
        watch.look()
        tell.training("train-2", 100, 100, "width 64, 1e+11 FLOPs", began=40)
        clock.now += 10.0
    assert lines(out) == [
        "[1/6] ladder of 2 runs ████████████············  50%  15 s, about 38 s left  (1/3 done)  "
        "(width 32, 1e+11 FLOPs: step 50 of 100, 3.000 nats)",
        "  width 32, 1e+11 FLOPs: step 100, 2.000 nats  █▇▆▆▅▄▃▃▂▁",
        "[1/6] ladder of 2 runs █████████████████████···  87%  30 s, about 9 s left  (2/3 done)  "
        "(width 64, 1e+11 FLOPs: step 60 of 100, 2.800 nats)",
        "  width 64, 1e+11 FLOPs: step 100, 2.000 nats  █▇▆▆▅▄▃▃▂▁",
        "[1/6] ladder of 2 runs: done in 40 s, 1 of 3 calls remembered",
    ]


def test_without_a_total_of_its_own_a_stage_has_that_of_its_calls(
    watch: Watch, tell: Teller, clock: Clock, out: io.StringIO
) -> None:
    with watch("tokens"):
        tell("tokenize-1", 1, 4, "encoding")
        clock.now += 20.0
        watch.look()
    assert lines(out)[0] == "[1/6] tokens ██████··················  25%  20 s  (encoding)"


def test_what_was_remembered_counts_as_done_but_tells_nothing_of_the_pace(
    watch: Watch, tell: Teller, clock: Clock, out: io.StringIO
) -> None:
    with watch("ladder", work=100.0, counted="train"):
        tell("train-1", 50, 50, REMEMBERED)
        for done in (5, 10, 25):
            clock.now += 10.0
            tell("train-2", done, 50, "width 32")
            watch.look()
    assert " 60%  20 s, about 1 min 20 s left" in lines(out)[0]
    assert lines(out)[-1] == "[1/6] ladder: done in 30 s, 1 of 2 calls remembered"


def test_more_done_than_planned_is_all_of_it(watch: Watch, tell: Teller, clock: Clock, out: io.StringIO) -> None:
    with watch("ladder", work=10.0, counted="train"):
        tell("train-1", 50, 60, "width 32")
        clock.now += 20.0
        watch.look()
    assert "█" * 24 + " 100%" in lines(out)[0]


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "3", "{}", '{"done": "x", "total": 1, "what": ""}', '{"done": 1}', "\udcff", "[" * 9999),
        '{"done": NaN, "total": 1, "what": ""}',
        '{"done": 0, "total": 1, "what": "", "step": 1e999}',
        '{"done": 0, "total": 1, "what": "", "curve": [3]}',
    ],
)
def test_a_damaged_or_foreign_file_is_passed_over(
    watch: Watch, tell: Teller, clock: Clock, out: io.StringIO, content: str
) -> None:
    with watch("tokens"):
        tell("tokenize-1", 1, 2, "encoding")
        (tell.folder / "tokenize-2.json").write_bytes(content.encode("utf-8", "surrogateescape"))
        clock.now += 20.0
        watch.look()
    assert " 50% " in lines(out)[0]


def test_a_stage_forgets_the_one_before_and_leaves_a_line(
    watch: Watch, tell: Teller, clock: Clock, out: io.StringIO
) -> None:
    with watch("corpus", counted="curate"):
        tell("curate-1", 1, 1)
        clock.now += 100.0
    with watch("tokens", counted="tokenize"):
        assert list(tell.folder.iterdir()) == []
        tell("tokenize-1", 1, 1, REMEMBERED)
    assert lines(out) == ["[1/6] corpus: done in 1 min 40 s", "[2/6] tokens: done in 0 s, remembered"]


def test_a_stage_that_breaks_off_says_so(watch: Watch, clock: Clock, out: io.StringIO) -> None:
    with pytest.raises(ValueError, match="broken"), watch("corpus"):
        _break_after(clock, 3.0)
    assert lines(out) == ["[1/6] corpus: stopped after 3 s"]


def test_a_log_without_unicode_is_ascii(tmp_path: Path, tell: Teller, clock: Clock) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="latin-1", write_through=True)
    watch = Watch(tell.folder, 1, out)
    with watch("pages → corpus", counted="train"):
        tell.training("train-1", 50, 100, "width 32 — 日本")
        clock.now += 20.0
        watch.look()
    watch.say("sealed\x1b[31m")
    said = raw.getvalue().decode("ascii").splitlines()
    assert said[0].startswith("[1/1] pages -> corpus ############............  50%  20 s  (width 32 - ??: step 50")
    assert said[-1] == "sealed [31m"


def test_a_log_has_no_control_characters_even_where_colour_is_forced(
    tell: Teller, clock: Clock, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Watch(tell.folder, 1, out) as watch, watch("ladder", counted="train"):
        tell.training("train-1", 50, 100, "width 32")
        clock.now += 20.0
        watch.look()
    assert len(lines(out)) == 2
    assert out.getvalue().replace("\n", "").isprintable()


def test_a_log_gets_lines_while_a_stage_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foretell.watch.watch.LOG_SECONDS", 0.01)
    monkeypatch.setattr("foretell.watch.watch.LOOK_SECONDS", 0.01)
    out = io.StringIO()
    with Watch(tmp_path, 1, out) as watch, watch("tokens"):
        deadline = time.monotonic() + 10.0
        while not out.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert out.getvalue().startswith("[1/1] tokens ")


SCREEN = """
import sys, time
from pathlib import Path
from foretell.watch import Watch
from tests.watch.made import Teller
tell = Teller(Path(sys.argv[1]))
with Watch(tell.folder, 6, sys.stdout) as watch, watch("ladder of 12 runs", work=200.0, counted="train", calls=24):
    tell.training("train-1", 50, 100, "width 32, 1e+11 FLOPs")
    watch.look()
    print("READY", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def on_terminal(folder: Path, size: tuple[int, int], seconds: float, do: Callable[[int], None], **env: str) -> str:
    """What a terminal of `size` (columns, rows) gets from SCREEN; `do` hears of the process once it has drawn."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")} | {"TERM": "xterm"} | env
    command = [sys.executable, "-c", SCREEN, str(folder), str(seconds)]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=root, env=environment)
    os.close(slave)
    told = b""
    try:
        while read := os.read(master, 65536):
            told += read
            if b"READY" in told:
                do(process.pid)
                do = lambda pid: None  # noqa: E731
    except OSError:  # the other end is closed
        pass
    process.wait(timeout=20)
    os.close(master)
    return told.decode()


def test_a_terminal_shows_each_running_training(tmp_path: Path) -> None:
    told = on_terminal(tmp_path, (100, 24), 0.0, lambda pid: None)
    assert re.search(r"\[1/6\] ladder of 12 runs █{6}·{18}  25%  \d s  0/24 done", told)
    assert "width 32, 1e+11 FLOPs   50%   50/100  3.000 nats  █▆▅▃▁" in told
    assert "[1/6] ladder of 12 runs: done in" in told


@pytest.mark.parametrize("columns", [60, 40])
def test_a_narrow_terminal_is_never_overrun(tmp_path: Path, columns: int) -> None:
    told = on_terminal(tmp_path, (columns, 24), 0.0, lambda pid: None)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told)
    drawn = [line for line in re.split(r"[\r\n]+", plain) if "done in" not in line]
    assert max(map(len, drawn)) <= columns
    assert any("width 32" in line for line in drawn)


def test_a_terminal_without_a_size_is_taken_for_an_ordinary_one(tmp_path: Path) -> None:
    assert "width 32, 1e+11 FLOPs   50%   50/100" in on_terminal(tmp_path, (0, 0), 0.0, lambda pid: None)


def test_a_dumb_terminal_gets_a_log(tmp_path: Path) -> None:
    told = on_terminal(tmp_path, (100, 24), 0.0, lambda pid: None, TERM="dumb")
    assert told.replace("\r\n", "").isprintable()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_journey_leaves_its_terminal_whole(tmp_path: Path, end: signal.Signals) -> None:
    told = on_terminal(tmp_path, (100, 24), 30.0, lambda pid: os.kill(pid, end))
    hidden, shown = told.rfind("\x1b[?25l"), told.rfind("\x1b[?25h")
    assert -1 < hidden < shown
    assert "\x1b[?1049h" not in told
