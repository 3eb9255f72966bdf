"""Durations as a person says them."""

from __future__ import annotations


def spelled(seconds: float) -> str:
    """8 s, 2 min 05 s, 3 h 10 min."""
    minutes, left = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{left} s"
    if minutes < 60:
        return f"{minutes} min {left:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
