"""Where one verb works: a folder, a place for unfinished things, a meter, and word of how far it is."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from foretell.lab.files import write_text

SCRATCH = "scratch"
Part = TypeVar("Part")
Result = TypeVar("Result")
Spread = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]


def in_a_row(function: Callable[[Part], Result], parts: Sequence[Part]) -> Iterable[Result]:
    """The reference way to map: one part after the other, here."""
    return map(function, parts)


@dataclass
class Workspace:
    """The folder of one call.

    What lies in `folder` at the end is the result. What lies in `scratch` survives a crash, so that the next call
    goes on from there, and is removed when the call is done. `note` fills `meter.json`: seconds, joules, speeds.
    """

    folder: Path
    progress_file: Path | None = None
    spread: Spread = in_a_row
    meter: dict[str, float | str] = field(default_factory=dict)
    _told: float = 0.0

    @property
    def scratch(self) -> Path:
        path = self.folder / SCRATCH
        path.mkdir(parents=True, exist_ok=True)
        return path

    def map(self, function: Callable[[Part], Result], parts: Sequence[Part], what: str) -> list[Result]:
        """`function` of each part, in the order of the parts, on as many processes as the lab has."""
        results = []
        for result in self.spread(function, parts):
            results.append(result)
            self.progress(len(results), len(parts), what)
        return results

    def note(self, **measured: float | str) -> None:
        """Put measured figures (never facts) beside the result."""
        self.meter.update(measured)

    def progress(self, done: float, total: float, what: str = "", **values: Any) -> None:
        """Tell how far this call is, and whatever JSON `values` say; at most three times a second reaches the disk."""
        now = time.monotonic()
        if self.progress_file is None or (now - self._told < 0.33 and done < total):
            return
        self._told = now
        with suppress(OSError):  # a display is no reason to fail: a store that is only read may lie on a read-only disk
            told = {"done": done, "total": total, "what": what, **values}
            write_text(self.progress_file, json.dumps(told), flush=False)

    def clear(self, keep_scratch: bool) -> None:
        """Remove what an earlier, unfinished call left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.name == SCRATCH and keep_scratch:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
