"""What a residual costs: Huber's penalty, the soft absolute value, the square."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Penalty:
    """`value` is r → ρ, `slopes` r → (ρ′, ρ″), element by element. `softer` gives the same penalty, square over a range
    so many times as wide, for one whose bends a search may be caught between; None for one that has none."""

    value: Callable[[Array], Array]
    slopes: Callable[[Array], tuple[Array, Array]]
    softer: Callable[[float], Penalty] | None = None


def huber(delta: float) -> Penalty:
    """r²/2 within `delta`, straight lines outside (Huber 1964)."""

    def value(r: Array) -> Array:
        size = np.abs(r)
        clipped = np.minimum(size, delta)
        return np.asarray(clipped * (size - clipped / 2), dtype=np.float64)

    def slopes(r: Array) -> tuple[Array, Array]:
        return np.clip(r, -delta, delta), (np.abs(r) <= delta).astype(np.float64)

    return Penalty(value, slopes, lambda times: huber(delta * times))


def soft_l1(scale: float, weight: float = 1.0) -> Penalty:
    """weight × (√(1 + (r/scale)²) − 1): a square near zero, a straight line far away."""

    def value(r: Array) -> Array:
        return np.asarray(weight * (np.sqrt(1.0 + (r / scale) ** 2) - 1.0), dtype=np.float64)

    def slopes(r: Array) -> tuple[Array, Array]:
        root = np.sqrt(1.0 + (r / scale) ** 2)
        return weight * r / (scale**2 * root), weight / (scale**2 * root**3)

    return Penalty(value, slopes)


def square() -> Penalty:
    """r²/2: least squares."""
    return Penalty(lambda r: np.asarray(r * r / 2, dtype=np.float64), lambda r: (r, np.ones_like(r)))
