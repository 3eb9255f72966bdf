"""The best size of a law that has no closed form for it: the least loss over N at fixed C = 6 N D.

Shapes: a theta is [..., P]; C broadcasts with its leading axes, as everywhere among the laws.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from foretell.laws.tables.table import Array

Loss = Callable[[Array, Array, Array], Array]
Optimum = Callable[[Array, Array], tuple[Array, Array]]

SIZES = 129  # of the first look, from one parameter to one token
GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
NARROWINGS = 40  # each by the golden ratio, to about 1e-8 of ln N: rounding of the loss hides what is nearer
HALF_STEP = 0.5  # in ln C, over which an exponent is a difference


def best_size(loss: Loss) -> Optimum:
    """The function (theta, C) → (N*, D*) of a loss(theta, C, N), to about 1e-7 of N*.

    Of several valleys it takes the lowest. Where the loss has its least at one parameter or one token there is no best
    size, and both are NaN.
    """

    def optimum(theta: Array, C: Array) -> tuple[Array, Array]:
        budget = np.asarray(C, dtype=np.float64)
        with np.errstate(all="ignore"):
            share = _lowest(lambda u: _finite(loss(theta, budget, (budget / 6.0) ** u)))
            N = (budget / 6.0) ** share
        return N, budget / (6.0 * N)

    return optimum


def exponents_near(optimum: Optimum, flops: float) -> Callable[[Array], tuple[Array, Array]]:
    """The function theta → (a, b) of N* ~ C^a and D* ~ C^b near a budget: for laws whose best size is no power law,
    the exponents are of one place."""
    low, high = (np.asarray(flops * math.exp(step)) for step in (-HALF_STEP, HALF_STEP))

    def exponents(theta: Array) -> tuple[Array, Array]:
        rise = np.log(optimum(theta, high)[0] / optimum(theta, low)[0])
        a = np.asarray(rise / (2.0 * HALF_STEP), dtype=np.float64)
        return a, 1.0 - a

    return exponents


def _lowest(at: Callable[[Array], Array]) -> Array:
    """Where in (0, 1) a function of arrays is least, element by element; NaN where that is at an end."""
    grid = np.linspace(0.0, 1.0, SIZES)
    least = at(np.asarray(grid[0]))
    place = np.zeros(least.shape)
    for u in grid[1:]:  # one at a time: a thousand draws by a hundred budgets by all sizes would fill the memory
        value = at(np.asarray(u))
        place, least = np.where(value < least, u, place), np.minimum(value, least)
    inside = (place > 0.0) & (place < 1.0) & np.isfinite(least)
    return np.where(inside, _golden(at, place - grid[1], place + grid[1]), np.nan)


def _golden(at: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """The golden-section search between two arrays of ends."""
    for _ in range(NARROWINGS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        falls = at(left) > at(right)
        low, high = np.where(falls, left, low), np.where(falls, high, right)
    return np.asarray((low + high) / 2.0, dtype=np.float64)


def _finite(loss: Array) -> Array:
    return np.where(np.isfinite(loss), loss, np.inf)
