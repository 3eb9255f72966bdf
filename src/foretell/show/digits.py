"""A number to the digits that its interval bears: two of the interval's half width, and at most four."""

from __future__ import annotations

import math

from foretell.nouns import Interval

MOST = 4  # digits of any number that has an interval, or is no whole one
LEAST = 2  # digits that are told of a number whose interval is wider than itself
OF_WIDTH = 2  # digits of the half width
PLAIN = (1e-4, 1e6)  # numbers of a size in between are written out, others as 2.61e+09


def number(value: float, of: Interval | None = None) -> str:
    """A number that has this interval, or is an end of it; one without to four digits, or as the whole number it is."""
    width = (of.high - of.low) / 2.0 if of else 0.0
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if not 0.0 < width < math.inf:
        return f"{value:.0f}" if float(value).is_integer() and abs(value) < PLAIN[1] else _shortened(value)
    place = _power(width, OF_WIDTH) - OF_WIDTH + 1
    return _written(value, min(max(_power(value, MOST) - place + 1, LEAST), MOST))


def ends(found: Interval) -> str:
    """Both ends, rounded as the number itself."""
    return f"{number(found.low, found)} … {number(found.high, found)}"


def span(found: Interval | None) -> str:
    """The ends and the level; nothing where there is no interval."""
    return f"{ends(found)} ({found.level:.0%})" if found else ""


def signed(found: Interval) -> str:
    """The number with its sign."""
    return f"{'+' * (found.centre >= 0.0)}{number(found.centre, found)}"


def given(value: float | str) -> str:
    """What somebody gave, as short as it can be said: 2048, 1e+13."""
    return value if isinstance(value, str) else f"{value:.10g}"


def _power(value: float, digits: int) -> int:
    """The power of ten of the first digit, after rounding."""
    return int(f"{abs(value):.{digits - 1}e}".split("e")[1])


def _written(value: float, digits: int) -> str:
    if not PLAIN[0] <= abs(value) < PLAIN[1]:
        return f"{value:.{digits - 1}e}"
    places = digits - 1 - _power(value, digits)
    return f"{round(value, places):.{max(places, 0)}f}"


def _shortened(value: float) -> str:
    """Without the zeros at the end of a fraction."""
    mantissa, power, exponent = _written(value, MOST).partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}{power}{exponent}"
