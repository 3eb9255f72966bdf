"""One moving line on a terminal, of one piece of work in this process: how far it is, and how much longer."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from foretell.watch.durations import spelled
from foretell.watch.view import BAR, bar, fitted, marks_of

PATIENCE = 2.0  # seconds after which work is long enough to be told of
TICK = 0.5


class Line:
    """Says how far `title` is, from its second second on, and is gone when the work ends. Silent where `out` (standard
    error) is no terminal. Call it with the share done, 0 to 1, and what comes now."""

    def __init__(self, title: str, out: TextIO | None = None, patience: float = PATIENCE) -> None:
        self._title, self._patience = title, patience
        self._out = out or sys.stderr
        self._is_screen = self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._began = self._told = time.monotonic()
        self._share, self._now = 0.0, ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_drawing, daemon=True)

    def __call__(self, share: float, now: str) -> None:
        self._told, self._share, self._now = time.monotonic(), share, now

    def __enter__(self) -> Line:
        if self._is_screen:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._is_screen:
            self._thread.join()

    def _keep_drawing(self) -> None:
        if self._stop.wait(self._patience):
            return
        console, marks = Console(file=self._out, highlight=False, force_terminal=True), marks_of(self._out.encoding)
        with Live(console=console, auto_refresh=False, transient=True) as live:
            console.show_cursor()  # a killed process could not give it back
            while not self._stop.is_set():
                drawn = bar(self._share, BAR, marks)
                text = marks.plain(f"{self._title} {drawn} {self.said(time.monotonic())}")
                live.update(Text(fitted(text, console.width, marks), no_wrap=True, overflow="crop"), refresh=True)
                self._stop.wait(TICK)

    def said(self, at: float) -> str:
        """The words at a time of the monotonic clock; the rest is reckoned from the mean pace of what is done."""
        left = (self._told - self._began) * (1.0 / self._share - 1.0) - (at - self._told) if self._share else 0.0
        rest = f", about {spelled(left)} left" if left >= 1.0 else ""
        return f"{self._share:4.0%}  {spelled(at - self._began)}{rest}" + (f"  ({self._now})" if self._now else "")
