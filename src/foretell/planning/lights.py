"""Warning lights of a plan: what should make its reader doubt the forecast. They never change it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from foretell.laws import predict
from foretell.laws.backtest_signals import MAX_PERCENT
from foretell.laws.form import RUN_NOISE
from foretell.nouns import Interval, Law, Rung, Tokens

MAX_MULTIPLE = 10.0
SIGMAS = 2.0


def lights(law: Law, multiple: float, params: Interval) -> tuple[str, ...]:
    """Sentences of the law's own, and on distance, falls, back-test and size; none where all is well."""
    return tuple(dict.fromkeys((*law.warnings, *lit(law, multiple, params))))


def lit(law: Law, multiple: float, params: Interval) -> tuple[str, ...]:
    """Sentences on distance, falls, back-test and size, for a law of one's own runs or one from a paper."""
    if law.runs:
        return (*distance(multiple), *rising(law), *bending(law), *missed(law), *outside(law, params))
    return far_from_theirs(law, multiple, params)


def far_from_theirs(law: Law, multiple: float, params: Interval) -> tuple[str, ...]:
    """Whether a law that came without runs, from a paper, is asked beyond those behind it."""
    (low, high), beyond = law.params_range, multiple > 1.0
    told = [f"the budget is {multiple:.3g} times their largest"] if beyond else []
    if not low <= params.centre <= high:
        told.append(f"the best size, {params.centre:.3g} parameters, is outside theirs ({low:.3g} to {high:.3g})")
    if not told:
        return ()
    return (f"It lies beyond the runs behind {law.form}: {' and '.join(told)}. What it says there was never tried.",)


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


def rising(law: Law) -> tuple[str, ...]:
    """Whether the lowest loss rises from one budget to the next, by more than the noise of two runs, or is in the end
    where it began."""
    minima = law.minima
    if len(minima) < 2:
        return ()
    noise = SIGMAS * math.sqrt(2.0) * RUN_NOISE
    steps = [(m, n) for m, n in pairwise(minima) if math.log(n.loss / m.loss) > noise]
    steps += [(minima[0], minima[-1])] if minima[-1].loss >= minima[0].loss else []
    if not steps:
        return ()
    m, n = steps[0]
    return (
        f"From budget to budget the loss does not fall: at {m.flops:.3g} FLOPs the lowest is {m.loss:.4g}, at "
        f"{n.flops:.3g} it is {n.loss:.4g}. A law of compute says little of such runs: check the table's columns, and "
        "the runs of these budgets.",
    )


def bending(law: Law) -> tuple[str, ...]:
    """Whether the lowest losses bend away from the law, by more than the noise of runs: falls that shrink, or grow.

    The curvature of ln(found / law) over ln C, in standard errors. Falls alone shrink by chance in half of all short
    ladders, and shrink rightly under a law that has a floor.
    """
    minima = law.minima
    if len(minima) < 3:
        return ()
    x = np.log([m.flops for m in minima])
    said = predict(law, [m.flops for m in minima], [m.params for m in minima])[0]
    off = np.log([m.loss for m in minima]) - np.log(said)
    x = x - x.mean()
    curvature = np.linalg.pinv(np.stack([np.ones_like(x), x, x * x], -1))[2]
    z = float(curvature @ off) / (RUN_NOISE * float(np.linalg.norm(curvature)))
    if z > SIGMAS:
        return (f"Loss falls ever less than {law.form} says (shrinking falls): the forecast is likely low.",)
    if z < -SIGMAS:
        return (f"Loss falls ever more than {law.form} says (growing falls): the forecast is likely high.",)
    return ()


def missed(law: Law) -> tuple[str, ...]:
    """Whether the law missed its own largest budget."""
    if law.backtest is None:
        return (f"{law.form} has too few runs for a back-test.",)
    error = law.backtest.error_percent
    if abs(error) <= MAX_PERCENT:
        return ()
    return (f"Fitted without the largest budget, {law.form} missed that budget's best runs by {error:+.1f} %.",)


def outside(law: Law, params: Interval) -> tuple[str, ...]:
    """Whether the optimum lies beyond the sizes that were tried."""
    low, high = law.params_range
    if low <= params.centre <= high:
        return ()
    return (f"The optimum, {params.centre:.3g} parameters, is outside the ladder's sizes ({low:.3g} to {high:.3g}).",)


def repeated(rung: Rung | None, tokens: Tokens | None) -> tuple[str, ...]:
    """Whether the target must read its text more than once, which the laws of a ladder do not know."""
    if rung is None or tokens is None or rung.tokens <= tokens.unique_tokens:
        return ()
    return (
        f"The target reads {rung.tokens:,} tokens and there are {tokens.unique_tokens:,}: "
        f"{rung.tokens / tokens.unique_tokens:.1f} epochs, and repeated text teaches less than the law says.",
    )
