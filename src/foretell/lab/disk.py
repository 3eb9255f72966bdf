"""What a full or unwritable disk raises, in one sentence that names the file."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)
FROM_RUST = re.compile(r"\(os error (\d+)\)")  # safetensors and tokenizers raise errors of their own
SAID_FULL = re.compile(r"No space left on device|\d+ requested and \d+ written")  # numpy drops the error's number


@contextmanager
def writing(path: Path, within: Path, always: bool = False) -> Iterator[None]:
    """Raise OSError, naming the file, for whatever a full or unwritable disk raises in here.

    The file is the one that the error names, if that lies in `within`, else `path`; `always` names `path`. Any other
    error passes as it is, so one that was told in a sentence is not told again.
    """
    try:
        yield
    except Exception as error:
        named = _named(error, within)
        number = number_of(error)
        if number == errno.ENOENT and named and within.is_relative_to(named):  # as in /proc: nobody can make it
            number = errno.EACCES
        if said := _sentence(number, path if always or named is None else named, in_place=named is not None):
            raise OSError(said) from error
        raise


def _sentence(number: int, path: Path, in_place: bool) -> str:
    """The sentence, or "" for an error that no disk raised or that is about a file of somebody else."""
    if number in FULL:
        return (
            f"The disk is full: {path} could not be written. What was finished is kept: make room and run the same "
            "command again."
        )
    if number in UNWRITABLE and in_place:
        why = os.strerror(number).lower()
        return f"{path} could not be written ({why}). Name a folder in which you may write, or make this one writable."
    return ""


def number_of(error: Exception) -> int:
    """The system's number of an error, however the library that met it passes it on; 0 where there is none."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    if found := FROM_RUST.search(str(error)):
        return int(found[1])
    return errno.ENOSPC if SAID_FULL.search(str(error)) else 0


def _named(error: Exception, within: Path) -> Path | None:
    """The file that an error names, if it lies in `within` or above it."""
    name = getattr(error, "filename", None)
    if not isinstance(name, str):
        return None
    path = Path(name)
    return path if path.is_relative_to(within) or within.is_relative_to(path) else None
