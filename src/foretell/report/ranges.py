"""A number and its range as people read them: both ends in one unit and rounded alike, and what the range is of."""

from __future__ import annotations

import math

from foretell.nouns.proposal import Figure
from foretell.report.wording import amount, interval, share

DIGITS = 3
APART = 100.0  # ends farther apart than this many times are each written for themselves
SCIENTIFIC, SMALL = 1e15, 1e-3  # from the one on, and below the other, numbers are written as 3.16e17
UNKNOWN = 1e6  # an end so many times from the number bounds nothing
SIZES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1.0, ""))


def centre(found: Figure, digits: int = DIGITS) -> str:
    """The number: to so many digits where it has a range, else in full."""
    value = found.centre
    if found.low == found.high or not 1000.0 <= abs(value) < 1e6:
        return amount(value, digits).replace("-0.", "−0.")
    return f"{round(value, digits - 1 - math.floor(math.log10(abs(value)))):,.0f}"


def ends(low: float, high: float, digits: int = DIGITS) -> str:
    """Both ends: 1.95 to 2.00, 0.97 to 1.62 million."""
    largest, least = max(abs(low), abs(high)), min(abs(low), abs(high))
    if not (math.isfinite(largest) and SMALL <= largest < SCIENTIFIC) or (low > 0.0 and largest > APART * least):
        return f"{amount(low, digits)} to {amount(high, digits)}"
    size, word = next((each for each in SIZES if largest >= each[0]), SIZES[-1])
    places = digits - 1 - math.floor(math.log10(largest / size))
    told = (f"{round(end / size, places):,.{max(places, 0)}f}".replace("-", "−") for end in (low, high))
    return f"{' to '.join(told)}{word}"


def spanned(found: Figure, digits: int = DIGITS) -> str:
    """The range, or what there is in place of one; nothing where the number is exact."""
    if found.is_open:
        return f"at least {amount(found.low, digits)}; never in {share(found.never)} of draws"
    if found.low == found.high:
        return ""
    if found.low > 0.0 and found.high > UNKNOWN * found.low:
        return interval(found, amount)
    return ends(found.low, found.high, digits)


def told(found: Figure, digits: int = DIGITS) -> str:
    """The range with what it is: an interval of a level, or what follows from an assumption."""
    span = spanned(found, digits)
    if not span or found.is_open or (not span[0].isdigit() and not span.startswith("−")):
        return span
    return f"{span} for {found.assumed}" if found.assumed else f"{share(found.level)} interval {span}"
