"""What running calls tell of themselves: one small JSON file each, in the lab's progress folder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foretell.lab import REMEMBERED, read_json

Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Told:
    """How far one call is, in units of its own. A training also tells its step, its loss now and its loss curve.

    `began` is how much of `done` an earlier process had done; `nats` is the loss per token; `call` is verb-key.
    """

    call: str
    done: float
    total: float
    what: str = ""
    began: float = 0.0
    step: int = 0
    steps: int = 0
    nats: float = math.nan
    curve: Points = ()

    @property
    def is_remembered(self) -> bool:
        return self.what == REMEMBERED

    @property
    def is_done(self) -> bool:
        return self.done >= self.total

    @property
    def fresh(self) -> float:
        """What this process has done of it."""
        return 0.0 if self.is_remembered else max(0.0, self.done - self.began)


class Reader:
    """Reads a folder of progress files again and again, and only those that changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[tuple[int, int], Told | None]] = {}

    def read(self, verb: str = "") -> list[Told]:
        """What the calls of `verb` tell ("": all calls), in the order of their names."""
        paths = sorted(self.folder.glob(f"{verb}-*.json" if verb else "*.json"))
        return [told for path in paths if (told := self._read(path))]

    def forget(self) -> None:
        """Remove what the calls of an earlier stage told."""
        for path in self.folder.glob("*.json"):
            path.unlink(missing_ok=True)
        self._known.clear()

    def _read(self, path: Path) -> Told | None:
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if path not in self._known or self._known[path][0] != stamp:
                self._known[path] = stamp, _told(path.stem, read_json(path))
            return self._known[path][1]
        except (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError):  # only the display suffers
            return None


def _told(call: str, said: Any) -> Told:
    """Raises ValueError, LookupError, TypeError or OverflowError for what no version of ours would tell."""
    if not isinstance(said, dict):
        raise TypeError(f"{call} tells no table.")
    done, total, began = float(said["done"]), float(said["total"]), float(said.get("began", 0.0))
    if not all(map(math.isfinite, (done, total, began))):
        raise ValueError(f"{call} tells no numbers of its progress.")
    return Told(
        call=call,
        done=done,
        total=total,
        what=str(said["what"]),
        began=began,
        step=int(said.get("step", 0)),
        steps=int(said.get("steps", 0)),
        nats=float(said.get("nats", math.nan)),
        curve=points(said.get("curve", ())),
    )


def points(pairs: Iterable[Any]) -> Points:
    """Steps and losses."""
    return tuple((int(step), float(value)) for step, value in pairs)
