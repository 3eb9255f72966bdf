"""The forecast loss of a model, with a range that is honest about distance, noise, and the law's own floor."""

from __future__ import annotations

import math

from foretell.laws.predict import Z_80
from foretell.nouns import Figure, Interval
from foretell.planning.draws import Array, Draws, figure
from foretell.planning.forecast import least_half_width

UNIT = "loss, in the unit of the law's runs"
LARGEST = 700.0  # e to it is near the largest number


def loss_figure(draws: Draws, C: Array, N: float) -> Figure:
    """The forecast loss of N parameters at budgets [R].

    The range of law and budget with the noise of one run, and no narrower than what was found at such distances
    (`forecast.py`), for a law from a paper as for one's own. What is added so reaches down to the law's floor at most,
    by the low end of what its draws say of that: below it no compute leads. Raises ValueError for a loss that is none.
    """
    found, law = draws.interval(draws.loss(C, N)), draws.law
    _check(draws, found, float(C[0]), N)
    noise = 0.0 if "noise" in law.names else Z_80 * law.residual_sd
    least = least_half_width(law, float(C[0]) / law.flops_range[1])
    below = max(least, math.hypot(math.log(found.centre / found.low), noise))
    above = max(least, math.hypot(math.log(found.high / found.centre), noise))
    low = found.centre * math.exp(-below)
    floored = low < draws.floor < found.low
    widened = Interval(
        centre=found.centre, low=draws.floor if floored else low, high=found.centre * math.exp(min(above, LARGEST))
    )
    return figure(widened, UNIT, _source(draws, noise, least, floored))


def _source(draws: Draws, noise: float, least: float, floored: bool) -> str:
    parts = [
        draws.source,
        f"the noise of one run, {100 * noise:.2g} %" if noise else "",
        f"at least {100 * least:.2g} % on either side, for the distance from its runs" if least else "",
        f"down to its floor, {draws.floor:.4g}" if floored else "",
    ]
    return ", ".join(filter(None, parts))


def _check(draws: Draws, found: Interval, C: float, N: float) -> None:
    if 0.0 < found.low <= found.centre <= found.high < math.inf:
        return
    law = draws.law
    raise ValueError(
        f"{law.form} says a loss of {found.centre:.3g} ({found.low:.3g} to {found.high:.3g}) for {N:.3g} parameters "
        f"and {C:.3g} FLOPs, and a loss is finite and above 0: ask for a budget nearer to the law's runs, which end at "
        f"{law.flops_range[1]:.3g}."
    )
