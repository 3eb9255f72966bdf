"""How far a fit is, told to whoever listens: the share of its work that is done, and what comes now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Tell = Callable[[float, str], None]  # the share done, 0 to 1, and what comes now; "" at the end


def silent(share: float, now: str) -> None:
    """Where nobody listens."""


@dataclass
class Parts:
    """Tells each part of a work before it is begun. Units are rough: a fit of the rows with its draws is one."""

    tell: Tell
    units: float
    _done: float = 0.0

    def begin(self, now: str, units: float = 1.0) -> None:
        """What came before is done; `now` begins, of so many units."""
        self.tell(min(self._done / self.units, 1.0), now)
        self._done += units

    def end(self) -> None:
        self.tell(1.0, "")
