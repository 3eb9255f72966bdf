"""Nothing is built on rotten bytes: the files of a verb's inputs are what their records say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from foretell.lab.files import DamagedError
from foretell.lab.key import file_digest
from foretell.lab.record import again
from foretell.nouns import Home, Noun

_known: dict[tuple[str, int, int], str] = {}  # path, time of change, bytes → digest: each file once a process


def check_intact(inputs: Iterable[Any]) -> None:
    """Read every file of the stored nouns among the inputs (one to two seconds a GB).

    Raises ValueError, naming the file, for one whose bytes are not those that were written.
    """
    for home in homes(inputs):
        for name, written in home.files.items():
            path = home.folder / name
            state = path.stat()
            known = (str(path), state.st_mtime_ns, state.st_size)
            if known not in _known:
                _known[known] = file_digest(path)
            if _known[known] != written:
                raise DamagedError(
                    f"{path} was altered: its bytes are not those that were written. {again(home.folder)}"
                )


def homes(inputs: Iterable[Any]) -> Iterator[Home]:
    """Where the nouns among the inputs lie, those in lists too."""
    for value in inputs:
        if isinstance(value, Noun) and value.home is not None:
            yield value.home
        elif isinstance(value, list | tuple):
            yield from homes(value)
