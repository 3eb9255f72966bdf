"""Whether an interval tells anything of a number, or one of its ends ran away."""

from __future__ import annotations

import math

from foretell.nouns import Interval

NO_BOUND = 1e6  # an end so many times the number away from it bounds nothing
AT_BOUND = 1e-30  # a number that a search took towards zero without end


def bounded(found: Interval) -> tuple[bool, bool]:
    """Whether the interval bounds its number from below, and from above."""
    if 0.0 < abs(found.centre) < AT_BOUND:
        return False, False
    return _bounds(found.low, found.centre), _bounds(found.high, found.centre)


def _bounds(end: float, centre: float) -> bool:
    """Whether an end says anything: it is finite, and of a size with the number itself."""
    if not math.isfinite(end) or not math.isfinite(centre):
        return False
    if end * centre <= 0.0:  # it crosses zero
        return end != 0.0 or centre == 0.0
    return 1.0 / NO_BOUND <= end / centre <= NO_BOUND
