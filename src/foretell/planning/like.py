"""What the budget of a famous model should have bought, by every law, and how far from the optimum it was.

The field's own table: Hoffmann et al. 2022 (arXiv 2203.15556), table 1, asked of each law at C = 6 N D.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from foretell.laws import optimum, predict
from foretell.nouns import Interval, Law, Noun
from foretell.planning.famous import Famous, famous, famous_named

HALVINGS = 60  # of the span in ln C in which the sufficient budget lies: to the last digit
SMALLEST_BUDGET = 1e6  # FLOPs; below it no law of language is asked


class Said(Noun):
    """What one law says of a model: the best `params` and `tokens` of its budget, its loss as it was trained, and at
    the optimum, in the law's own unit.

    `loss_percent` is 100 ln(loss / best_loss). `sufficient_flops` would have bought the same loss at its optimum, and
    `compute_factor` is the budget over it: 1 at the optimum. `multiple` is how many times the largest budget of the
    law's runs it lies beyond.
    """

    law: str
    params: Interval
    tokens: Interval
    loss: Interval
    best_loss: Interval
    loss_percent: float
    sufficient_flops: float
    compute_factor: float
    multiple: float


class Likeness(Noun):
    """A famous model beside the laws. `flops` is 6 N D; `silent` holds a sentence for each law that can say nothing."""

    name: str
    model: Famous
    flops: float
    tokens_per_param: float
    said: tuple[Said, ...]
    silent: tuple[str, ...] = ()


def like(name: str, laws: Sequence[Law], extra: Path | None = None) -> Likeness:
    """What the laws say of a famous model ("chinchilla", "LLaMA 13B", "gpt3", or one of a file of one's own).

    Raises ValueError with the nearest names for a model that is not known.
    """
    return _likeness(*famous_named(name, extra), laws)


def all_likenesses(laws: Sequence[Law], extra: Path | None = None) -> tuple[Likeness, ...]:
    """The same for every famous model, in the order of the table."""
    return tuple(_likeness(key, model, laws) for key, model in famous(extra).items())


def _likeness(key: str, model: Famous, laws: Sequence[Law]) -> Likeness:
    said, silent = [], []
    for law in laws:
        try:
            said.append(ask(law, model.params, model.tokens))
        except ValueError as error:
            silent.append(f"{law.form} says nothing: {error}")
    return Likeness(
        name=key,
        model=model,
        flops=model.six_nd,
        tokens_per_param=model.tokens_per_param,
        said=tuple(said),
        silent=tuple(silent),
    )


def ask(law: Law, params: float, tokens: float) -> Said:
    """What one law says of a model of so many parameters and tokens.

    Raises ValueError where the law has no optimum or no loss there.
    """
    C = 6.0 * params * tokens
    best_params, best_tokens = (
        _widened(law, number, C, name)
        for number, name in zip(optimum(law, C), ("params_exponent", "tokens_exponent"), strict=True)
    )
    loss, best = _loss(law, C, params), _loss(law, C)
    sufficient = sufficient_flops(law, loss.centre, C)
    return Said(
        law=law.form,
        params=best_params,
        tokens=best_tokens,
        loss=loss,
        best_loss=best,
        loss_percent=100.0 * math.log(loss.centre / best.centre),
        sufficient_flops=sufficient,
        compute_factor=C / sufficient,
        multiple=C / law.flops_range[1],
    )


def sufficient_flops(law: Law, loss: float, most: float) -> float:
    """The least budget, up to `most`, that buys this loss at the law's own optimum: halving in ln C.

    Raises ValueError where the law buys it with next to nothing, so that it is no loss of such a model.
    """
    low, high = math.log(SMALLEST_BUDGET), math.log(most)
    if _loss(law, SMALLEST_BUDGET).centre <= loss:
        raise ValueError(f"{law.form} says a loss of {loss:.4g} costs less than {SMALLEST_BUDGET:g} FLOPs.")
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _loss(law, math.exp(middle)).centre > loss else (low, middle)
    return math.exp(high)


def _loss(law: Law, flops: float, params: float | None = None) -> Interval:
    """The law's loss with the range of its draws; at its optimum without `params`."""
    centre, low, high = (float(value[0]) for value in predict(law, flops, params))
    if not 0.0 < low <= centre <= high < math.inf:
        raise ValueError(f"at {flops:.3g} FLOPs it says a loss of {centre:.3g}, and a loss is finite and above 0.")
    return Interval(centre=centre, low=low, high=high)


def _widened(law: Law, number: Interval, flops: float, exponent: str) -> Interval:
    """A law that has no draws, as from a paper, knows its best sizes as well as their exponent: the interval of that
    over the distance from the middle of its budgets."""
    known = law.intervals.get(exponent)
    if law.draws or known is None:
        return number
    distance = abs(math.log(flops / math.sqrt(law.flops_range[0] * law.flops_range[1])))
    return Interval(
        centre=number.centre,
        low=number.centre * math.exp(-(known.centre - known.low) * distance),
        high=number.centre * math.exp((known.high - known.centre) * distance),
        level=known.level,
    )
