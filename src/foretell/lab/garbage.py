"""What a store could do without: mark what the names lead to, sweep the rest."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from foretell.lab.ancestors import addresses
from foretell.lab.guard import GUARD, alone
from foretell.lab.lab import ADDRESS, Lab
from foretell.lab.record import RECORD, entry

DRAFT = re.compile(r"\..+\.\d+")  # what `whole` leaves when its process is killed
Why = Literal["no name leads to it", "unfinished", "draft", "progress", "lock"]


@dataclass(frozen=True)
class Garbage:
    """One thing that can go: its path relative to the store, its size, and why nobody needs it."""

    path: str
    bytes: int
    why: Why


def garbage(store: Path) -> list[Garbage]:
    """Everything that `sweep` would remove, steps first; nothing is changed.

    Raises LookupError where there is no store, RuntimeError while a journey is at work in it, and ValueError where
    a record on the way from a name is damaged: what it was made from cannot be told then.
    """
    with alone(_there(store)):
        return _found(store)


def sweep(store: Path) -> list[Garbage]:
    """Remove everything that no name leads to, and return it. Raises what `garbage` raises."""
    with alone(_there(store)):
        found = _found(store)
        for one in found:
            _remove(store / one.path)
        return found


def _led_to(store: Path, name: str, address: str) -> str:
    """The address that a name stands for, if a finished step lies there; a name that leads nowhere may be damaged."""
    if ADDRESS.fullmatch(address) and (store / address / RECORD).exists():
        return address
    raise ValueError(
        f"{store / 'names' / name} leads to {address!r}, where no finished step lies, so what it needs cannot be told: "
        "run its journey again, or remove this file."
    )


def kept(store: Path) -> set[str]:
    """The addresses that names stand for, and of all that those were made from."""
    kept: set[str] = set()
    left = [_led_to(store, name, address) for name, address in Lab(store).names().items()]
    while left:
        address = left.pop()
        if address not in kept and (store / address / RECORD).exists():
            kept.add(address)
            left += filter(ADDRESS.fullmatch, addresses(entry(store / address)["inputs"]))
    return kept


def _there(store: Path) -> Path:
    if not store.is_dir():
        raise LookupError(f"There is no store {store}, so nothing in it can be removed.")
    return store


def _found(store: Path) -> list[Garbage]:
    needed = kept(store)
    steps = sorted(path for path in store.glob("*/*") if ADDRESS.fullmatch(_name(path, store)) and _is_own(path))
    loose = [path for path in steps if _name(path, store) not in needed]
    rows: list[tuple[Path, Why]] = [
        (path, "no name leads to it" if (path / RECORD).exists() else "unfinished") for path in loose
    ]
    rows += [(path, "draft") for root in ("names", "pages") for path in _files(store / root, DRAFT.fullmatch)]
    rows += [(path, "progress") for path in sorted((store / "progress").glob("*"))]
    rows += [(path, "lock") for path in _files(store / "locks") if path != store / GUARD]
    return [Garbage(_name(path, store), _size(path), why) for path, why in rows]


def _name(path: Path, store: Path) -> str:
    return path.relative_to(store).as_posix()


def _is_own(path: Path) -> bool:
    """Whether it is a folder of the store itself: what a link leads to belongs to somebody else."""
    return path.is_dir() and not path.is_symlink()


def _files(root: Path, wanted: Any = lambda name: True) -> Iterable[Path]:
    return [path for path in sorted(root.rglob("*")) if path.is_file() and wanted(path.name)]


def _size(path: Path) -> int:
    if not _is_own(path):
        return path.lstat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())


def _remove(path: Path) -> None:
    """The record goes first: a step that is half removed is an unfinished one."""
    if _is_own(path):
        (path / RECORD).unlink(missing_ok=True)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
