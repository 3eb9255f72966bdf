"""A curve in one row of characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-~=+*#"


def sparkline(values: Sequence[float], width: int, marks: str = BLOCKS) -> str:
    """At most `width` characters: the lowest value is the first of `marks`, the highest the last.

    Longer series are averaged, neighbour with neighbour; what is no finite number is left out.
    """
    values = [v for v in values if math.isfinite(v)]
    if not values or width < 1:
        return ""
    means = averaged(values, min(width, len(values)))
    low = min(means) / 2  # halves: the difference of the largest numbers would be none
    span = max(means) / 2 - low
    if span <= 0.0:
        return marks[0] * len(means)
    return "".join(marks[round((v / 2 - low) / span * (len(marks) - 1))] for v in means)


def averaged(values: Sequence[float], parts: int) -> list[float]:
    """The means of `parts` neighbouring stretches of nearly equal length."""
    edges = [len(values) * i // parts for i in range(parts + 1)]
    return [math.fsum(v / (b - a) for v in values[a:b]) for a, b in pairwise(edges)]
