"""Many drivers share a store; whoever clears it has it alone."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foretell.lab.disk import writing
from foretell.lab.lease import held_elsewhere

GUARD = Path("locks") / "drivers"


def share(store: Path) -> int | None:
    """Open the store's guard and hold it with the other drivers until the file descriptor is closed.

    Waits while somebody clears the store. None where this user cannot write: from there nothing is built or cleared.
    """
    try:
        descriptor = _opened(store)
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return None
        raise
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Hold the store alone. Raises RuntimeError, without waiting, while a driver here or elsewhere is at work in it,
    and OSError for a store that this user cannot write."""
    with writing(store / GUARD, within=store):
        descriptor = _opened(store)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if elsewhere := [path for path in (store / "locks").iterdir() if path.is_file() and held_elsewhere(path)]:
            raise BlockingIOError(errno.EAGAIN, "held on another machine", str(elsewhere[0]))
        yield
    except BlockingIOError as error:
        raise RuntimeError(
            f"A journey is at work in {store}, so nothing there can be told to be left over. Wait until it is done, or "
            "stop it, and run again."
        ) from error
    finally:
        os.close(descriptor)


def _opened(store: Path) -> int:
    path = store / GUARD
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
