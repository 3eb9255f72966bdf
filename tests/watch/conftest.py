"""The fixtures of the watcher's tests."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from tests.watch.made import Clock, Teller


@pytest.fixture
def tell(tmp_path: Path) -> Teller:
    return Teller(tmp_path / "progress")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()
