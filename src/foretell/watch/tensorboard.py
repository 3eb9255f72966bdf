"""TensorBoard: a folder of event files for each run. Look at it with `tensorboard --logdir FOLDER`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter


class TensorBoard:
    """Writes event files below `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._open: dict[str, SummaryWriter] = {}

    def curve(self, run: str, name: str, points: Sequence[tuple[int, float]]) -> None:
        events = self._events(run)
        for step, value in points:
            events.add_scalar(name, value, step)
        events.flush()

    def finish(self, run: str, facts: Mapping[str, float | str]) -> None:
        events = self._events(run)
        rows = [f"| {name} | {value} |" for name, value in facts.items()]
        events.add_text("facts", "\n".join(["| | |", "|---|---|", *rows]))
        events.close()
        del self._open[run]

    def close(self) -> None:
        for events in self._open.values():
            events.close()
        self._open.clear()

    def _events(self, run: str) -> SummaryWriter:
        if run not in self._open:  # what an earlier call wrote for this run is hidden: its curve comes anew
            self._open[run] = SummaryWriter(str(self.folder / folder_of(run)), purge_step=0)
        return self._open[run]


def folder_of(run: str) -> Path:
    """A run's name as a path without spaces."""
    return Path(*(re.sub(r"[^\w.+-]+", "-", part).lstrip(".") or "-" for part in run.split("/")))
