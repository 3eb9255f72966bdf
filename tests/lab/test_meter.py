"""Meters measure, and only add."""

from __future__ import annotations

import time

from foretell.lab.meter import Stopwatch, Used, metered, version


def busy(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def test_what_a_part_used_is_its_own() -> None:
    busy(0.05)
    result, used = metered(busy, 0.05)
    assert result == 0.05
    assert 0.04 < used.cpu_seconds < 1.0


def test_a_stopwatch_adds_what_was_used_elsewhere() -> None:
    watch = Stopwatch()
    watch.elsewhere(Used(100.0, 1 << 50))
    watch.elsewhere(Used(20.0, 1))
    reading = watch.reading()
    assert 120.0 <= reading["cpu_seconds"] < 130.0
    assert reading["peak_bytes"] == 1 << 50
    assert 0.0 <= reading["seconds"] < 10.0
    assert f"numpy {version('numpy')}" in reading["versions"]


def test_a_package_that_is_not_there_has_no_version() -> None:
    assert version("no-such-package-at-all") == ""
