"""With no runs of one's own: what the published laws of the field say.

Both are the parametric law of Hoffmann et al. 2022 (arXiv 2203.15556), in nats per token of MassiveText; the second
is the re-fit by Besiroglu et al. 2024 (arXiv 2404.10102).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foretell.lab import digest
from foretell.laws import optimum, predict
from foretell.laws.forms.chinchilla import HOFFMANN, PARAMETRIC
from foretell.laws.predict import Z_80
from foretell.nouns import Forecast, Interval, Law, Plan

# Besiroglu et al. 2024, standard errors of 4000 bootstrap fits
SE_E, SE_ALPHA, SE_BETA = 0.02566, 0.01540, 0.02060
FLOPS_RANGE = (6e18, 3e21)  # the IsoFLOP budgets of Hoffmann et al. 2022, §3.2
PARAMS_RANGE = (70e6, 16e9)  # §3: from 70 million to over 16 billion
TOKENS_RANGE = (5e9, 500e9)  # §3: from 5 to 500 billion

NAMES = ("E", "A", "B", "alpha", "beta")
BESIROGLU = (1.8172, 482.01, 2085.43, 0.3478, 0.3658)


def published_laws() -> tuple[Law, ...]:
    """The re-fit, which minimises the published objective, and the original, unrounded."""
    return (
        _law("chinchilla.parametric (Besiroglu 2024)", BESIROGLU),
        _law("chinchilla.parametric (Hoffmann 2022)", HOFFMANN),
    )


def _law(form: str, values: Sequence[float]) -> Law:
    *_, alpha, beta = values
    theta, top = np.array(values), np.array(FLOPS_RANGE[1])
    a = beta / (alpha + beta)
    se = exponent_error(alpha, beta)
    return Law(
        form=form,
        names=NAMES,
        coefficients=dict(zip(NAMES, values, strict=True)),
        objective=0.0,
        intervals={
            "params_exponent": Interval(centre=a, low=a - Z_80 * se, high=a + Z_80 * se),
            "tokens_exponent": Interval(centre=1 - a, low=1 - a - Z_80 * se, high=1 - a + Z_80 * se),
        },
        params_exponent=a,
        tokens_exponent=1 - a,
        runs=0,
        flops_range=FLOPS_RANGE,
        params_range=PARAMS_RANGE,
        tokens_range=TOKENS_RANGE,
        lowest_loss=float(PARAMETRIC.loss(theta, top, PARAMETRIC.optimum(theta, top)[0])),
        warnings=(
            "Constants from a paper, not fitted here: standard errors are those of the 2024 re-fit, the lowest "
            "loss is the law's own at its largest budget.",
        ),
    )


def exponent_error(alpha: float, beta: float) -> float:
    """Standard error of a = β/(α+β) from those of α and β, taken as independent."""
    return math.hypot(alpha * SE_BETA, beta * SE_ALPHA) / (alpha + beta) ** 2


def published_plan(flops: float) -> Plan:
    """The size, tokens and loss that the published laws give for a budget."""
    laws = published_laws()
    return Plan(
        flops=flops,
        forecast=_forecast(laws[0], laws, flops),
        alternatives=(_forecast(laws[1], laws, flops),),
        params=_between([optimum(law, flops)[0].centre for law in laws], _allocation_error(flops)),
        tokens=_between([optimum(law, flops)[1].centre for law in laws], _allocation_error(flops)),
        warnings=(
            "No runs were given: these are the published Chinchilla laws, in nats per token on the text of that paper. "
            "On your text, tokenizer and code the loss will be another; train a ladder to know.",
            "The loss interval spans both published fits, ± 1.28 standard errors of the floor E; the size interval "
            "spans both, ± 1.28 standard errors of the exponent over the distance from the middle of their budgets. "
            "Neither covers what differs between their data and yours.",
            *_distance(flops),
        ),
    )


def _forecast(law: Law, laws: Sequence[Law], flops: float) -> Forecast:
    """The law's loss at its own optimum; the interval spans all the published fits."""
    params, tokens = (found.centre for found in optimum(law, flops))
    said = [float(predict(other, flops)[0][0]) for other in laws]
    return Forecast(
        route=law.form,
        centre=float(predict(law, flops)[0][0]),
        low=min(said) - Z_80 * SE_E,
        high=max(said) + Z_80 * SE_E,
        flops=flops,
        params=params,
        tokens=tokens,
        multiple=flops / law.flops_range[1],
        law=digest(law),
    )


def _allocation_error(flops: float) -> float:
    """80 % half width of ln N* from the exponent alone, in the re-fit."""
    middle = math.sqrt(FLOPS_RANGE[0] * FLOPS_RANGE[1])
    return Z_80 * exponent_error(*BESIROGLU[3:]) * abs(math.log(flops / middle))


def _between(values: Sequence[float], error: float) -> Interval:
    return Interval(centre=values[0], low=min(values) * math.exp(-error), high=max(values) * math.exp(error))


def _distance(flops: float) -> tuple[str, ...]:
    low, high = FLOPS_RANGE
    if low <= flops <= high:
        return ()
    return (f"{flops:.3g} FLOPs lie outside the runs behind these laws ({low:.0e} to {high:.0e}).",)
