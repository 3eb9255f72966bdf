"""Where the loss of one budget is lowest over size: by a parabola, or by interpolation where no parabola fits.

The rule: a least-squares parabola of ln L over ln N through all sizes of a budget (Hoffmann et al. 2022, §3.2), unless
Akima's interpolation (Porian et al. 2024) foretells sizes that are left out with less than half of its error. A
parabola averages the noise of its runs away, where the interpolation follows it: on simulated grids of five budgets
and seven sizes with the noise of seeds, its exponent scatters a fifth as much. But over a wide or one-sided grid the
curve is no parabola, and on the sweeps of Porian et al. its exponent is off by up to 0.1.

Shapes: n sizes of one budget, B noisy copies of it, P coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from foretell.laws.fitting import akima
from foretell.laws.form import RUN_NOISE
from foretell.laws.tables.budgets import sizes
from foretell.laws.tables.table import Array, Table

LEAST_SIZES_LEFT_OUT = 6  # with fewer, leaving one out leaves too little for both ways to differ
CLEARLY_BETTER = 0.5  # in error: on noisy parabolas the interpolation is never so lucky
LEFT_OUT = 1.6  # times the noise of a run: what Akima's curve misses of one left out; simulated, 1.3 where it is flat
REACH = 2.0  # in ln N: e² is far enough outside a grid to say that a minimum is not known
OPENS_UP = 1e-9  # the curvature of a straight line, by rounding
NEAR = 5  # sizes about the lowest, for the curvature where no parabola fits them all


@dataclass(frozen=True)
class Curve:
    """One budget: x = ln N of its sizes, rising, and y = mean ln L of the runs of each, both [n]."""

    runs: int
    ln_C: float
    ln_ND: float
    x: Array
    y: Array


@dataclass(frozen=True)
class Bottom:
    """For each of B copies: ln N and ln L at the lowest point, the curvature there, whether the minimum is interior."""

    ln_N: Array
    ln_L: Array
    k: Array
    interior: NDArray[np.bool_]


Way = Callable[[Array, Array], Bottom]  # x [n], y [B, n]


def curve(table: Table, rows: NDArray[np.intp]) -> Curve:
    """The runs of one budget as a curve; runs of one size are one point."""
    ln_C, ln_N, ln_D, ln_L = (np.log(each[rows]) for each in (table.flops, table.params, table.tokens, table.loss))
    size = sizes(table.params[rows])
    x, y = (np.bincount(size, each) / np.bincount(size) for each in (ln_N, ln_L))
    return Curve(len(rows), float(ln_C.mean()), float((ln_N + ln_D).mean()), x, y)


def parabola(x: Array, y: Array, near: int | None = None) -> Bottom:
    """Least squares of each row of y through all sizes, or through the `near` about its lowest one.

    The minimum is interior where the lowest size is neither the smallest nor the largest, the parabola opens upward
    and has its vertex among the sizes. It is kept up to `REACH` beyond them, and a parabola that opens downward sends
    it there on the side where loss falls, so that an ill-determined budget widens an interval and does not drop out.
    """
    lowest = y.argmin(axis=-1)
    used = np.ones((1, len(x))) if near is None else _about(lowest, x, near)
    level, slope, k, middle = _quadratic(x, y, used)
    opens_up = k > OPENS_UP
    at = np.where(opens_up, -slope / (2.0 * np.where(opens_up, k, 1.0)), np.copysign(np.inf, -slope))
    at = np.clip(at, x[0] - REACH - middle, x[-1] + REACH - middle)
    seen = np.clip(at, x[0] - middle, x[-1] - middle)
    return Bottom(middle + at, level + seen * (slope + seen * k), k, opens_up & _inside(lowest, x) & (seen == at))


def interpolation(x: Array, y: Array) -> Bottom:
    """Akima's curve through all sizes; the curvature is of the parabola through the `NEAR` about the lowest."""
    near = parabola(x, y, NEAR)
    at, height = akima.minimum(x, y)
    return Bottom(at, height, near.k, (near.k > OPENS_UP) & _inside(y.argmin(axis=-1), x))


def way_for(curves: Sequence[Curve]) -> tuple[Way, float, float]:
    """The way by the rule above, and how far each way missed the sizes left out (root mean square of ln L)."""
    fit, through = (_missed(predict, curves) for predict in (_parabola_at, _akima_at))
    worse, better = (float(np.sqrt(np.mean(each**2))) if len(each) else 0.0 for each in (fit, through))
    return (interpolation if better < CLEARLY_BETTER * worse else parabola), worse, better


def noise(curves: Sequence[Curve], way: Way) -> tuple[float, int]:
    """The standard deviation of ln L about a way's curves, and its degrees of freedom; (0, 0) where none is left.

    An interpolation leaves no residual. What it misses of the sizes left out is, if it is noise, that of the size
    itself and of its neighbours (`LEFT_OUT`), and the median keeps it from the steep ends.
    """
    if way is interpolation:
        missed = _missed(_akima_at, curves)
        if not len(missed):
            return 0.0, 0
        return float(1.4826 * np.median(np.abs(missed)) / LEFT_OUT), len(missed)
    freedom = sum(len(each.x) - 3 for each in curves)
    squares = sum(float(((each.y - _parabola_at(each.x, each.y, each.x)) ** 2).sum()) for each in curves)
    return (float(np.sqrt(squares / freedom)), freedom) if freedom else (0.0, 0)


def noisy_copies(curves: Sequence[Curve], way: Way, draws: int, seed: int) -> list[Array]:
    """For each budget the runs themselves in the first row, then copies with other noise, [1 + draws, n].

    A copy is the fitted curve plus normal noise, whose variance is itself drawn from what the residuals allow
    (SSR / χ² of all degrees of freedom): five points about a parabola of three coefficients look less noisy than
    they are, and resampling them would give intervals that are far too narrow.
    """
    random = np.random.default_rng(seed)
    sd, freedom = noise(curves, way)
    drawn = sd * np.sqrt(freedom / random.chisquare(freedom, draws)) if freedom else np.full(draws, RUN_NOISE)
    copies = []
    for each in curves:
        fit = each.y if way is interpolation else _parabola_at(each.x, each.y, each.x)
        copies.append(np.vstack([each.y, fit + drawn[:, None] * random.normal(size=(draws, len(each.x)))]))
    return copies


def parabola_of(near: int) -> Way:
    """The parabola through this many sizes about the lowest."""
    return partial(parabola, near=near)


def _about(lowest: NDArray[np.intp], x: Array, near: int) -> Array:
    """Ones for the sizes within near // 2 places of the lowest, at least three, [B, n]."""
    half = near // 2
    centre = np.clip(lowest, 1, len(x) - 2)[:, None]
    return np.asarray(np.abs(np.arange(len(x)) - centre) <= half, dtype=np.float64)


def _inside(lowest: NDArray[np.intp], x: Array) -> NDArray[np.bool_]:
    return np.asarray((lowest > 0) & (lowest < len(x) - 1), dtype=np.bool_)


def _quadratic(x: Array, y: Array, used: Array) -> tuple[Array, Array, Array, Array]:
    """Least squares of each row by the sizes it uses: level, slope and curvature about their middle, and that, [B]."""
    middle, scale = (used * x).sum(-1) / used.sum(-1), np.ptp(x)
    off = (x - middle[:, None]) / scale
    X = np.stack([np.ones_like(off), off, off * off], -1)
    normal = X.swapaxes(-1, -2) @ (X * used[..., None])
    theta = np.linalg.pinv(normal, hermitian=True) @ ((y * used)[:, None] @ X).swapaxes(-1, -2)
    return theta[:, 0, 0], theta[:, 1, 0] / scale, theta[:, 2, 0] / scale**2, middle


def _missed(predict: Callable[[Array, Array, Array], Array], curves: Sequence[Curve]) -> Array:
    """What a way would have said of every inner size had it not been there, less what it was, in ln L."""
    found = []
    for each in curves:
        if len(each.x) < LEAST_SIZES_LEFT_OUT:
            continue
        for i in range(1, len(each.x) - 1):
            x, y = np.delete(each.x, i), np.delete(each.y, i)
            found.append(predict(x, y, each.x[i : i + 1]) - each.y[i])
    return np.concatenate(found) if found else np.array([])


def _parabola_at(x: Array, y: Array, places: Array) -> Array:
    level, slope, k, middle = (float(each[0]) for each in _quadratic(x, y[None], np.ones((1, len(x)))))
    off = places - middle
    return np.asarray(level + off * (slope + off * k), dtype=np.float64)


def _akima_at(x: Array, y: Array, places: Array) -> Array:
    return np.asarray(akima.interpolated(x, y[None], places)[0], dtype=np.float64)
