"""A view of a running journey, as good in a log file as on a screen, and the writers that hear what it sees."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from foretell.nouns import Run
from foretell.watch.durations import spelled
from foretell.watch.log import Log
from foretell.watch.pace import Pace
from foretell.watch.told import Reader, Told
from foretell.watch.view import Look, end_line, log_line, marks_of, screen_lines
from foretell.watch.writer import Writer

LOG_SECONDS = 15.0  # between two lines about one stage where the output is no terminal
LOOK_SECONDS = 0.5


@dataclass
class Stage:
    """The present stage. `work` is its total in the units that its calls report; None: the one call's own share."""

    title: str
    work: float | None
    counted: str
    calls: int
    began: float
    logged: float
    pace: Pace = field(default_factory=Pace)
    ended: set[str] = field(default_factory=set)  # calls of which the end was told


class Watch:
    """Reads the progress files that running calls leave; tells on `out`, and to `writers`, how far the journey is."""

    def __init__(
        self,
        progress: Path,
        stages: int,
        out: TextIO | None = None,
        *,
        name: str = "",
        writers: Sequence[Writer] = (),
    ) -> None:
        self.stages = stages
        self.number = 0
        self.stage: Stage | None = None
        self._out = out or sys.stderr
        self._is_screen = self._out.isatty() and os.environ.get("TERM") != "dumb"
        # not as rich would guess: FORCE_COLOR alone makes no terminal of a log file
        self._console = Console(file=self._out, highlight=False, force_terminal=self._is_screen)
        self._marks = marks_of(getattr(self._out, "encoding", None))
        self._live: Live | None = None
        self._reader = Reader(progress)
        self._log = Log(list(writers), name, self.say)
        self._looking = threading.RLock()
        self._stop = threading.Event()

    @contextmanager
    def __call__(self, title: str, work: float | None = None, counted: str = "", calls: int = 0) -> Iterator[None]:
        """Watch one stage. With `work`, progress is the sum over the calls whose verb is `counted`; `calls` of them."""
        with self._looking:
            self._reader.forget()
            self.number += 1
            now = time.monotonic()
            self.stage = stage = Stage(title, work, counted, calls, now, now)
        how = "stopped after"
        try:
            yield
            how = "done in"
        finally:
            with self._looking:
                stage.logged = time.monotonic()  # the stage's own last line comes now
                self.look()
                told, self.stage = self._reader.read(counted), None
                self._draw([])
            spent = spelled(time.monotonic() - stage.began)
            self.say(f"{self._head(title)}: {how} {spent}{_counted(told)}")

    def __enter__(self) -> Watch:
        if self._is_screen:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
            self._console.show_cursor()  # a killed process could not give it back
        self._thread = threading.Thread(target=self._keep_looking, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._live:
            self._live.stop()
        self._log.close()

    def say(self, text: str) -> None:
        """Print something between the stages, beside the moving lines."""
        for line in text.splitlines():
            self._console.print(self._marks.plain(line), markup=False, soft_wrap=True)

    def finished(self, run: Run) -> None:
        """Tell the writers of a run, trained now or remembered; a second time is no news."""
        with self._looking:
            self._log.finished(run)

    def look(self) -> None:
        """Look once: draw or log what there is to see, and let the writers hear it."""
        with self._looking:
            if (stage := self.stage) is None:
                return
            look = self._look(stage, self._reader.read(stage.counted))
            for told in look.told:
                self._log.hear(told)
            if self._is_screen:
                self._draw(screen_lines(look, self._console.width, self._console.height, self._marks))
            else:
                self._tell(stage, look)

    def _keep_looking(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.look()

    def _look(self, stage: Stage, told: Sequence[Told]) -> Look:
        now = time.monotonic()
        total = stage.work or sum(call.total for call in told) or 1.0
        done = min(total, sum(call.done for call in told))
        left = stage.pace.left(now, sum(call.fresh for call in told), total - done)
        return Look(self._head(stage.title), done / total, now - stage.began, left, told, stage.calls)

    def _tell(self, stage: Stage, look: Look) -> None:
        """A log hears of each training's end, and at times of the stage."""
        for told in look.told:
            if told.steps and told.is_done and told.call not in stage.ended:
                stage.ended.add(told.call)
                self.say(end_line(told, self._marks))
        if stage.began + look.spent - stage.logged >= LOG_SECONDS:
            stage.logged = stage.began + look.spent
            self.say(log_line(look, self._marks))

    def _draw(self, lines: Sequence[str]) -> None:
        if self._live:
            self._live.update(Text("\n".join(lines), no_wrap=True, overflow="crop"), refresh=True)

    def _head(self, title: str) -> str:
        return f"[{self.number}/{self.stages}] {title}"


def _counted(told: Sequence[Told]) -> str:
    """How many calls a stage took, and how many of them were remembered."""
    remembered = sum(call.is_remembered for call in told)
    if told and remembered == len(told):
        return ", remembered" if len(told) == 1 else f", all {len(told)} calls remembered"
    if remembered:
        return f", {remembered} of {len(told)} calls remembered"
    return f", {len(told)} calls" if len(told) > 1 else ""
