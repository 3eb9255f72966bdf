"""How much longer: from the work done since work was first seen."""

from __future__ import annotations

from dataclasses import dataclass

SETTLED = 2.0  # seconds of work before anything is said of the rest


@dataclass
class Pace:
    """The mean pace since the first fresh work was seen.

    What was remembered or done by an earlier process is no work of now, and the seconds in which workers start and
    load what they need are no time of work: both would make the first estimates wild. Units of work are the caller's.
    """

    _since: float | None = None
    _had: float = 0.0

    def left(self, now: float, fresh: float, to_do: float) -> float | None:
        """Seconds left at `now`, with `fresh` work done by this process and `to_do` ahead; None: not known yet."""
        if fresh <= 0.0:
            return None
        if self._since is None:
            self._since, self._had = now, fresh
        spent, done = now - self._since, fresh - self._had
        if spent < SETTLED or done <= 0.0:
            return None
        return to_do * spent / done
