"""One line of a work in this process: only where it lasts, only on a terminal, and gone at the end."""

from __future__ import annotations

import io
import re
import time

import pytest

from foretell.watch import Line


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_a_work_that_lasts_is_told_with_its_share_and_what_comes_now() -> None:
    out = Screen()
    with Line("a law", out, patience=0.0) as line:
        line(0.25, "checks")
        while "checks" not in out.getvalue():
            time.sleep(0.01)
    assert re.search(r"a law .* 25%  \d+ s  \(checks\)", out.getvalue())
    assert out.getvalue().rstrip().endswith("\x1b[2K")  # and the line was taken away


@pytest.mark.parametrize("out", [Screen(), io.StringIO()])
def test_a_short_work_and_a_log_file_hear_nothing(out: io.StringIO) -> None:
    with Line("a law", out, patience=0.0 if not out.isatty() else 60.0) as line:
        line(0.5, "checks")
    assert out.getvalue() == ""


def test_a_dumb_terminal_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = Screen()
    with Line("a law", out, patience=0.0) as line:
        line(0.5, "checks")
        time.sleep(0.05)
    assert out.getvalue() == ""


def test_the_rest_is_reckoned_from_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("foretell.watch.line.time.monotonic", lambda: now)
    line = Line("a law", Screen())
    assert line.said(now) == "  0%  0 s"
    now = 110.0
    line(0.25, "checks")
    assert line.said(now) == " 25%  10 s, about 30 s left  (checks)"
    assert line.said(130.0) == " 25%  30 s, about 10 s left  (checks)"
    assert line.said(150.0) == " 25%  50 s  (checks)"  # later than thought: nothing is claimed


def test_an_error_ends_the_line() -> None:
    with pytest.raises(ValueError, match="no law"), Line("a law", Screen(), patience=0.0):
        raise ValueError("no law")
