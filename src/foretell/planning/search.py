"""Roots and minima of many functions of one variable at once: one for each draw of a law."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


def fallen(f: Callable[[Array], Array], low: Array, high: Array, steps: int = 50) -> Array:
    """The least x [R] in low..high where f(x) <= 0, for f that falls; inf where it has not fallen by `high`.

    A value that is none counts as not fallen.
    """
    there = f(high) <= 0.0
    a, b = low.copy(), high.copy()
    for _ in range(steps):
        middle = 0.5 * (a + b)
        down = f(middle) <= 0.0
        a, b = np.where(down, a, middle), np.where(down, middle, b)
    return np.where(there, b, np.inf)


def lowest(f: Callable[[Array], Array], low: Array, high: Array, steps: int = 50) -> Array:
    """Where f [R] is lowest in low..high, for f with one bottom: golden sections. NaN counts as high."""
    a, b = low.copy(), high.copy()
    left, right = b - GOLDEN * (b - a), a + GOLDEN * (b - a)
    at_left, at_right = _high(f(left)), _high(f(right))
    for _ in range(steps):
        down = at_left <= at_right  # the bottom lies left of `right`
        a, b = np.where(down, a, left), np.where(down, right, b)
        new = np.where(down, b - GOLDEN * (b - a), a + GOLDEN * (b - a))
        at_new = _high(f(new))
        left, right = np.where(down, new, right), np.where(down, left, new)
        at_left, at_right = np.where(down, at_new, at_right), np.where(down, at_left, at_new)
    return 0.5 * (a + b)


def _high(values: Array) -> Array:
    return np.where(np.isnan(values), np.inf, values)
