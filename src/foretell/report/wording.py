"""Numbers as people read them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from foretell.laws.identified import bounded
from foretell.nouns import Interval


def number(value: float | int | None, digits: int = 4) -> str:
    """Counts with commas, others to `digits` significant digits; from 1e9 on and below 1e-3 as 3.16e11."""
    if value is None:
        return "—"
    size = abs(value)
    if not math.isfinite(size):
        return str(value)
    if size >= 1e9 or 0 < size < 1e-3:
        mantissa, exponent = f"{value:.{min(digits, 3) - 1}e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    if float(value).is_integer() or size >= 10**digits:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def amount(value: float, digits: int = 3) -> str:
    """A large count as it is said: 70.3 billion; from 1e15 on and below a million as `number` has it."""
    for word, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if size <= abs(value) < 1e15:
            return f"{value / size:.{digits}g} {word}" if abs(value) < 1000 * size else f"{value / size:,.0f} {word}"
    return number(value, digits)


def interval(found: Interval, write: Callable[[float], str]) -> str:
    """The range of a number in words. An end that lies far off bounds nothing (laws/identified.py)."""
    low, high = bounded(found)
    if (low or high) and found.low == found.high:
        return "no interval: no resample moved it, or none was drawn"
    if low and high:
        return f"{share(found.level)} interval {write(found.low)} to {write(found.high)}"
    if not low and not high:
        return "not identified"
    told = f"at most {write(found.high)}" if high else f"at least {write(found.low)}"
    return f"{told} ({share(found.level)}); not identified {'from below' if high else 'from above'}"


def bits(value: float | None) -> str:
    """A loss in bits per byte."""
    return "—" if value is None else f"{value:.3f}"


def percent(value: float, digits: int = 1) -> str:
    """A percentage with its sign."""
    return f"{value:+.{digits}f} %".replace("-", "−")


def share(value: float) -> str:
    """A part of a whole, 0 to 1, in percent: 80 %, 0.4 %."""
    return f"{100 * value:.{0 if value > 0.1 or value == 0 else 1}f} %"


def times(value: float) -> str:
    """A multiple: 10 ×."""
    return f"{value:.3g} ×" if value < 1000 else f"{number(value)} ×"


def span(seconds: float) -> str:
    """A length of time in the largest unit that fits."""
    for unit, size in (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.3g} seconds"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
