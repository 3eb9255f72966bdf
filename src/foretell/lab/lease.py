"""One driver a step: `flock` on one machine, a heartbeat on a store that several machines share."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foretell.lab.disk import writing

BEAT_SECONDS = 15.0
STALE_SECONDS = 60.0


@contextmanager
def lease(path: Path) -> Iterator[None]:
    """Hold the step whose lock file is `path`; wait while another process, here or elsewhere, holds it.

    The kernel frees a `flock` when its holder dies. It need not reach other machines, so the holder also writes
    its host's name and touches the file; elsewhere a lease counts as held until it has not been touched for a minute.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        while held_elsewhere(path):
            time.sleep(1.0)
        file.truncate(0)
        with writing(path, within=path.parent):
            file.write(socket.gethostname().encode())
        stop = threading.Event()
        beat = threading.Thread(target=_beat, args=(path, stop), daemon=True)
        beat.start()
        try:
            yield
        finally:
            stop.set()
            beat.join()
            file.truncate(0)


def held_elsewhere(path: Path) -> bool:
    """Whether a process on another machine holds the step of this lock file, and was there within the minute."""
    holder = path.read_text(encoding="utf-8", errors="replace")
    fresh = time.time() - path.stat().st_mtime < STALE_SECONDS
    return bool(holder) and holder != socket.gethostname() and fresh


def _beat(path: Path, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        os.utime(path)
