"""The chi-square distribution, as far as a test of equal means needs it."""

from __future__ import annotations

import math


def survival(x: float, degrees: int) -> float:
    """P(χ² > x) for `degrees` ≥ 1, by the exact finite sum (Abramowitz & Stegun 26.4.4 and 26.4.5).

    Every two degrees add one term h^a e^−h / Γ(a + 1), h = x/2, to that of one degree (erfc √h) or of two (e^−h).
    """
    if degrees < 1:
        raise ValueError(f"A chi-square distribution has 1 degree of freedom at least; {degrees} was given.")
    h = x / 2
    if h <= 0:
        return 1.0
    odd = degrees % 2 == 1
    first = math.erfc(math.sqrt(h)) if odd else math.exp(-h)
    terms = (a + 0.5 if odd else a + 1.0 for a in range((degrees - 1) // 2))
    return min(1.0, first + math.fsum(math.exp(a * math.log(h) - h - math.lgamma(a + 1)) for a in terms))
