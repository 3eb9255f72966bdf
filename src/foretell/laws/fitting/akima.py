"""Akima's interpolation: a smooth curve through every point, which no single one makes swing (Akima 1970, JACM 17).

Its slope at a knot is the mean of the secants beside it, each weighed by how much the secants of the other side bend.
Shapes: n knots, B curves over the same knots, m places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEAST = 3  # knots: below, the slopes beyond the ends cannot be had by going straight on
FLAT = 1e-9  # of the largest bend: where both sides bend less than this, the secants count alike


def slopes(x: Array, y: Array) -> Array:
    """The slope at each knot, [B, n], for knots x [n] that rise and heights y [B, n], n of 3 or more."""
    m = np.diff(y) / np.diff(x)
    first, last = 2.0 * m[:, :1] - m[:, 1:2], 2.0 * m[:, -1:] - m[:, -2:-1]
    m = np.hstack([2.0 * first - m[:, :1], first, m, last, 2.0 * last - m[:, -1:]])
    bend = np.abs(np.diff(m))
    after, before = bend[:, 2:], bend[:, :-2]
    total = after + before
    bent = total > FLAT * total.max(initial=0.0)
    mean = (after * m[:, 1:-2] + before * m[:, 2:-1]) / np.where(bent, total, 1.0)
    return np.asarray(np.where(bent, mean, (m[:, 1:-2] + m[:, 2:-1]) / 2.0), dtype=np.float64)


def cubics(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """The cubic of each piece about its left knot, from the constant up: four of [B, n − 1]."""
    h, t = np.diff(x), slopes(x, y)
    m = np.diff(y) / h
    c = (3.0 * m - 2.0 * t[:, :-1] - t[:, 1:]) / h
    d = (t[:, :-1] + t[:, 1:] - 2.0 * m) / h**2
    return y[:, :-1], t[:, :-1], c, d


def interpolated(x: Array, y: Array, places: Array) -> Array:
    """The heights at places [m] within the knots, [B, m]."""
    piece = np.clip(np.searchsorted(x, places, side="right") - 1, 0, len(x) - 2)
    p, q, c, d = (each[:, piece] for each in cubics(x, y))
    s = places - x[piece]
    return np.asarray(p + s * (q + s * (c + s * d)), dtype=np.float64)


def minimum(x: Array, y: Array) -> tuple[Array, Array]:
    """Where each curve is lowest, and how low it is there, both [B]: at a knot, or where a piece has slope zero."""
    p, q, c, d = cubics(x, y)
    h = np.diff(x)
    with np.errstate(all="ignore"):  # a piece without such a place gives NaN, and its left knot stands in for it
        root = np.sqrt(c * c - 3.0 * d * q)
        s = np.where(c > 0.0, -q / (c + root), (root - c) / (3.0 * d))  # the root at which the slope rises
        s = np.where((s > 0.0) & (s < h), s, 0.0)
    places = np.hstack([x[:-1] + s, np.broadcast_to(x[-1:], (len(y), 1))])
    heights = np.hstack([p + s * (q + s * (c + s * d)), y[:, -1:]])
    lowest = heights.argmin(axis=-1)[:, None]
    return np.take_along_axis(places, lowest, -1)[:, 0], np.take_along_axis(heights, lowest, -1)[:, 0]
