"""A view of a running journey: its stages, how far the present one is, and the time left. As good in a log file."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from foretell.lab import REMEMBERED, read_json

LOG_SECONDS = 15.0  # between two lines about one stage where the output is no terminal
SCREEN_SECONDS = 0.5
BAR = 24


@dataclass
class Stage:
    """The present stage. `work` is its total in the units that its calls report; None: the one call's own share."""

    title: str
    work: float | None
    counted: str
    began: float


class Watch:
    """Reads the progress files that running calls leave and tells, on `out`, how far the journey is."""

    def __init__(self, progress: Path, stages: int, out: TextIO | None = None) -> None:
        self.progress = progress
        self.stages = stages
        self.number = 0
        self.stage: Stage | None = None
        self._console = Console(file=out or sys.stderr, highlight=False)
        self._live: Live | None = None
        self._stop = threading.Event()

    @contextmanager
    def __call__(self, title: str, work: float | None = None, counted: str = "") -> Iterator[None]:
        """Watch one stage. With `work`, progress is the sum over the calls whose verb is `counted`."""
        self._forget()
        self.number += 1
        self.stage = Stage(title, work, counted, time.monotonic())
        yield
        spent = spelled(time.monotonic() - self.stage.began)
        self.say(f"[{self.number}/{self.stages}] {title}: done in {spent}")
        self.stage = None

    def __enter__(self) -> Watch:
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._live:
            self._live.stop()

    def say(self, text: str) -> None:
        """Print something between the stages, beside the moving line."""
        self._console.print(text, markup=False, soft_wrap=True)

    def _tell(self) -> None:
        while not self._stop.wait(SCREEN_SECONDS if self._live else LOG_SECONDS):
            line = self.line()
            if self._live:
                self._live.update(Text(line), refresh=True)
            elif line:
                self.say(line)

    def line(self) -> str:
        """One line: stage, bar, share done, what runs, time spent and left."""
        stage = self.stage
        if stage is None:
            return ""
        share, fresh, running = self._share(stage)
        spent = time.monotonic() - stage.began
        left = f", about {spelled(spent * (1 - share) / fresh)} left" if fresh > 0.02 else ""
        bar = "█" * round(share * BAR) + "·" * (BAR - round(share * BAR))
        head = f"[{self.number}/{self.stages}] {stage.title} {bar} {share:4.0%}  {spelled(spent)}{left}"
        return head + (f"  ({running})" if running else "")

    def _share(self, stage: Stage) -> tuple[float, float, str]:
        """The share done, the share of it done just now (not remembered), and what runs at this moment."""
        files = sorted(self.progress.glob("*.json")) if self.progress.exists() else []
        told = [_read(path) for path in files if path.stem.startswith(f"{stage.counted}-") or not stage.counted]
        total = stage.work or sum(total for _, total, _ in told) or 1.0
        done = sum(done for done, _, _ in told)
        remembered = sum(done for done, _, what in told if what == REMEMBERED)
        running = sorted({what for done, total, what in told if done < total and what})
        return min(1.0, done / total), max(0.0, min(1.0, done / total) - remembered / total), ", ".join(running)

    def _forget(self) -> None:
        for path in self.progress.glob("*.json"):
            path.unlink(missing_ok=True)


def _read(path: Path) -> tuple[float, float, str]:
    try:
        told = read_json(path)
        return float(told["done"]), float(told["total"]), str(told["what"])
    except (OSError, ValueError, LookupError, TypeError):  # gone, or from another version: only the display suffers
        return 0.0, 0.0, ""


def spelled(seconds: float) -> str:
    """A duration as a person says it: 8 s, 2 min 05 s, 3 h 10 min."""
    minutes, left = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{left} s"
    if minutes < 60:
        return f"{minutes} min {left:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
