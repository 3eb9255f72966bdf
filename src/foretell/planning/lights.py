"""Warning lights of a plan: what should make its reader doubt the forecast. They never change it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.laws.budgets import falls_between
from foretell.nouns import Interval, Law, Minimum

MAX_MULTIPLE = 10.0
STEADY = 0.1  # falls an e-fold of budget that change by less from the first to the second half are steady
MAX_BACKTEST_PERCENT = 2.0


def lights(law: Law, multiple: float, params: Interval) -> tuple[str, ...]:
    """Sentences on distance, falls, back-test and size; none where all is well."""
    found = (*distance(multiple), *bending(law.minima), *missed(law), *outside(law, params))
    return tuple(dict.fromkeys((*law.warnings, *found)))


def distance(multiple: float) -> tuple[str, ...]:
    """Whether the budget lies too far beyond the ladder, or not beyond it."""
    if multiple > MAX_MULTIPLE:
        return (
            f"The budget is {multiple:.3g} times the ladder's largest; beyond {MAX_MULTIPLE:.0f} times forecasts were "
            "never tried. Climb the ladder higher.",
        )
    if multiple < 1.0:
        return (f"The budget is only {multiple:.3g} of the ladder's largest: this is no extrapolation.",)
    return ()


def bending(minima: Sequence[Minimum]) -> tuple[str, ...]:
    """Whether the lowest loss falls ever more slowly, or ever faster, from budget to budget."""
    rates = fall_rates(minima)
    if len(rates) < 2:
        return ()
    half = len(rates) // 2
    change = float(np.mean(rates[-half:]) / np.mean(rates[:half])) if np.mean(rates[:half]) > 0.0 else 1.0
    if change < 1.0 - STEADY:
        return ("From budget to budget loss falls ever less (shrinking falls): the forecast is likely low.",)
    if change > 1.0 + STEADY:
        return ("From budget to budget loss falls ever more (growing falls): the forecast is likely high.",)
    return ()


def fall_rates(minima: Sequence[Minimum]) -> list[float]:
    """Percent falls of the lowest loss for each e-fold of budget."""
    steps = np.diff(np.log([m.flops for m in minima]))
    return [fall / float(step) for fall, step in zip(falls_between(minima), steps, strict=True)]


def missed(law: Law) -> tuple[str, ...]:
    """Whether the law missed its own largest budget."""
    if law.backtest is None:
        return (f"{law.form} has too few runs for a back-test.",)
    error = law.backtest.error_percent
    if abs(error) <= MAX_BACKTEST_PERCENT:
        return ()
    return (f"Fitted without the largest budget, {law.form} missed that budget's best runs by {error:+.1f} %.",)


def outside(law: Law, params: Interval) -> tuple[str, ...]:
    """Whether the optimum lies beyond the sizes that were tried."""
    low, high = law.params_range
    if low <= params.centre <= high:
        return ()
    return (f"The optimum, {params.centre:.3g} parameters, is outside the ladder's sizes ({low:.3g} to {high:.3g}).",)
