"""Files that are whole or absent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from foretell.lab.disk import writing


@contextmanager
def whole(path: Path, flush: bool = True) -> Iterator[Path]:
    """Yield a path to write to; on success it is flushed to disk and moved to `path` in one step.

    Raises OSError, naming `path`, where the disk is full or lets nobody write there; what was there before stays.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with writing(path, within=path.parent, always=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield draft
            if flush:
                with draft.open("rb") as file:
                    os.fsync(file.fileno())
            draft.replace(path)
        finally:
            with suppress(OSError):  # what went wrong before is what is told
                draft.unlink(missing_ok=True)


def write_text(path: Path, text: str, flush: bool = True) -> None:
    """Write a text file whole or not at all. `flush=False` is for what may be lost when the machine stops."""
    with whole(path, flush) as draft:
        draft.write_text(text, encoding="utf-8")


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file whole or not at all, keys in the order given."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


class DamagedError(ValueError):
    """A file of the store is not as it was written: nothing may be built on it, or made anew without a word."""


def read_json(path: Path) -> Any:
    """Read a JSON file; a damaged one is an error that names it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DamagedError(f"{path} is damaged ({error}). Remove its folder and run again.") from error
