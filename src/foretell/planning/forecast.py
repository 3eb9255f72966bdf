"""A Forecast: what one law says of one model, with an interval that is honest about the distance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from foretell.lab import digest
from foretell.laws import predict
from foretell.laws.predict import Z_80
from foretell.nouns import Forecast, Law

PERCENT_PER_E_FOLD = 1.4  # least half width, in percent of loss, for each e-fold beyond the ladder: 80 % of trials

LARGEST_EXPONENT = 700.0  # e to it is near the largest number


def least_half_width(law: Law, multiple: float) -> float:
    """The least half width, in ln loss, of a forecast at `multiple` times the ladder's largest budget.

    ±1.4 % × ln(multiple), which held 79 % of targets in trials on tiny ladders. For a form other than the valley,
    whose trials those were, also the back-test's miss, grown with the distance: draws tell nothing of a wrong form.
    """
    distance = max(0.0, math.log(multiple))
    least = PERCENT_PER_E_FOLD / 100.0 * distance
    if law.form == "valley" or law.backtest is None or len(law.minima) < 2:
        return least
    step = math.log(law.minima[-1].flops / law.minima[-2].flops)
    return max(least, abs(law.backtest.error_percent) / 100.0 * (distance / step + 1.0))


def forecast(law: Law, flops: float, params: float, tokens: float) -> Forecast:
    """The law's loss for a model of `params` effective parameters and `flops`.

    The interval is the law's own, with the noise of one run, and no narrower than `least_half_width`. Raises ValueError
    where the law says a loss there that is no loss: not above zero, or not finite.
    """
    centre, low, high = (float(value[0]) for value in predict(law, flops, params))
    _check_loss(law, flops, params, (low, centre, high))
    multiple = flops / law.flops_range[1]
    noise = 0.0 if "noise" in law.names else Z_80 * law.residual_sd  # the draws of some forms hold it already
    least = least_half_width(law, multiple)
    below, above = (max(least, math.hypot(math.log(ratio), noise)) for ratio in (centre / low, high / centre))
    low = centre * math.exp(-below)
    high = centre * math.exp(above) if above < LARGEST_EXPONENT else math.inf  # a law may miss its back-test by far
    _check_loss(law, flops, params, (low, centre, high))
    return Forecast(
        route=law.form,
        centre=centre,
        low=low,
        high=high,
        flops=flops,
        params=params,
        tokens=tokens,
        multiple=multiple,
        law=digest(law),
    )


def _check_loss(law: Law, flops: float, params: float, said: Sequence[float]) -> None:
    low, centre, high = said
    if 0.0 < low <= centre <= high < math.inf:
        return
    raise ValueError(
        f"{law.form} gives no forecast for {params:.3g} parameters and {flops:.3g} FLOPs: it says a loss of "
        f"{centre:.3g} ({low:.3g} to {high:.3g}), and a loss is finite and above 0. The budget is "
        f"{flops / law.flops_range[1]:.3g} times the largest of its runs: ask for one nearer to them, or check the "
        "table's units."
    )
