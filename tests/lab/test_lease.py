"""One driver a step, here and on machines that share the store."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from foretell.lab import lease as leases
from foretell.lab.lease import lease


def test_a_second_driver_waits_for_the_first(tmp_path: Path) -> None:
    told: list[str] = []

    def second() -> None:
        with lease(tmp_path / "lock"):
            told.append("second in")

    with lease(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        told.append("first out")
    thread.join(timeout=10)
    assert told == ["first out", "second in"]


def test_a_holder_writes_its_host_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with lease(tmp_path / "deep" / "lock"):
        assert (tmp_path / "deep" / "lock").read_text() == socket.gethostname()
    assert (tmp_path / "deep" / "lock").read_text() == ""


def test_a_killed_holder_on_this_machine_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import os\nfrom pathlib import Path\nfrom foretell.lab.lease import lease\n"
        f"with lease(Path({str(tmp_path / 'lock')!r})): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], timeout=60, check=False)
    assert (tmp_path / "lock").read_text() == socket.gethostname()
    began = time.monotonic()
    with lease(tmp_path / "lock"):
        assert time.monotonic() - began < 5.0


def test_a_fresh_lease_of_another_host_is_waited_for_and_a_stale_one_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    lock.write_text("another-host")
    waited: list[float] = []

    def grow_old(seconds: float) -> None:
        waited.append(seconds)
        old = time.time() - leases.STALE_SECONDS - 1.0
        os.utime(lock, (old, old))

    monkeypatch.setattr(time, "sleep", grow_old)
    with lease(lock):
        assert lock.read_text() == socket.gethostname()
    assert len(waited) == 1


def test_a_held_lease_is_touched_so_that_it_stays_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.01)
    lock = tmp_path / "lock"
    with lease(lock):
        os.utime(lock, (0.0, 0.0))
        deadline = time.monotonic() + 10.0
        while lock.stat().st_mtime < 1.0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert time.time() - lock.stat().st_mtime < leases.STALE_SECONDS
