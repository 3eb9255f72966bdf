"""The lines of one look at a stage: for a screen of any width, and for a log."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from foretell.watch.durations import spelled
from foretell.watch.sparkline import ASCII, BLOCKS, sparkline
from foretell.watch.told import Told

BAR = 24
SPARK = 24
SPELLINGS = {"→": "->", "…": "...", "·": ".", "—": "-", "–": "-", "×": "x", "−": "-"}


@dataclass(frozen=True)
class Marks:
    """The characters that an output can show."""

    full: str
    empty: str
    levels: str
    encoding: str

    def plain(self, text: str) -> str:
        """The text in characters that the output has, and without any that would move its cursor."""
        shown = "".join(c if c.isprintable() else " " for c in text)
        if self.levels is ASCII:
            shown = "".join(SPELLINGS.get(c, c) for c in shown)
        return shown.encode(self.encoding, "replace").decode(self.encoding)


def marks_of(encoding: str | None) -> Marks:
    """Blocks where the output's encoding has them, else ASCII."""
    try:
        (BLOCKS + "█·…→").encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return Marks("#", ".", ASCII, "ascii")
    return Marks("█", "·", BLOCKS, encoding or "utf-8")


@dataclass(frozen=True)
class Look:
    """One look at a stage. `share` is of all work, `left` the seconds to go, `calls` how many there will be (0: ?)."""

    head: str
    share: float
    spent: float
    left: float | None
    told: Sequence[Told]
    calls: int = 0

    @property
    def running(self) -> list[Told]:
        return [told for told in self.told if not told.is_done]

    @property
    def finished(self) -> str:
        """How many calls are finished, where there are several."""
        done = sum(told.is_done for told in self.told)
        if max(self.calls, len(self.told)) < 2:
            return ""
        return f"{done}/{self.calls} done" if self.calls else f"{done} done"

    @property
    def times(self) -> str:
        return spelled(self.spent) + (f", about {spelled(self.left)} left" if self.left else "")


def log_line(look: Look, marks: Marks) -> str:
    """Everything in one line."""
    head = f"{look.head} {bar(look.share, BAR, marks)} {look.share:4.0%}  {look.times}"
    running = "; ".join(in_words(told) for told in look.running if told.what)
    return marks.plain(head + "".join(f"  ({part})" for part in (look.finished, running) if part))


def in_words(told: Told) -> str:
    """What runs, and for a training its step and loss."""
    if not told.steps:
        return told.what
    return f"{told.what}: step {told.step:,} of {told.steps:,}, {told.nats:.3f} nats"


def end_line(told: Told, marks: Marks) -> str:
    """What a training that has just ended came to."""
    if not told.steps:
        return marks.plain(f"  {told.what}")
    losses = [nats for _, nats in told.curve]
    drawn = sparkline(losses, SPARK, marks.levels)
    return marks.plain(f"  {told.what}: step {told.steps:,}, {told.nats:.3f} nats  {drawn}")


def screen_lines(look: Look, width: int, height: int, marks: Marks) -> list[str]:
    """The stage's line, or two where the screen is narrow, and one for each running call; no edge cuts them."""
    facts = "  ".join(part for part in (f"{look.share:4.0%}", look.times, look.finished) if part)
    room = width - len(look.head) - len(facts) - 3
    if room >= BAR // 3:
        lines = [f"{look.head} {bar(look.share, min(BAR, room), marks)} {facts}"]
    else:
        lines = [look.head, f"  {facts.strip()}"]
    rows = [told for told in look.running if told.what]
    shown = rows[: max(1, height - len(lines) - 2)]
    longest = max((len(told.what) for told in shown), default=0)
    lines += [call_line(told, longest, width, marks) for told in shown]
    if len(rows) > len(shown):
        lines.append(f"  … and {len(rows) - len(shown)} more")
    return [fitted(marks.plain(line), width, marks) for line in lines]


def call_line(told: Told, longest: int, width: int, marks: Marks) -> str:
    """One running call; the curve takes what room is left."""
    share = told.done / told.total if told.total > 0 else 0.0
    title = f"  {told.what:<{longest}}"
    if not told.steps:
        return f"{title}  {share:4.0%}"
    step = f"{told.step:,}/{told.steps:,}"
    line = f"{title}  {share:4.0%}  {step:>{2 * len(f'{told.steps:,}') + 1}}  {_nats(told.nats)}"
    drawn = sparkline([nats for _, nats in told.curve], min(SPARK, width - len(line) - 2), marks.levels)
    return f"{line}  {drawn}" if drawn else line


def _nats(nats: float) -> str:
    return f"{nats:.3f} nats" if math.isfinite(nats) else "-"


def fitted(line: str, width: int, marks: Marks) -> str:
    """The line, its end left out where it is longer than the screen is wide."""
    sign = marks.plain("…")
    return line if len(line) <= width else (line[: max(0, width - len(sign))] + sign)[:width]


def bar(share: float, width: int, marks: Marks) -> str:
    full = round(min(1.0, max(0.0, share)) * width)
    return marks.full * full + marks.empty * (width - full)
