"""How a metric moves over a ladder of models: a label with its error rate, and where it leaves chance.

Letters: x log10 of compute, y the metric's value, s its standard error, n models, z a normal quantile.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from foretell.lab import Workspace, verb
from foretell.laws.abilities.chi_square import survival
from foretell.nouns import Interval, Scores, Spec, Trend, Trends

LOWER_IS_BETTER = re.compile(  # how the names of losses and errors end, after "val_", "c4_", …
    r"(^|[^a-z])(loss|logloss|entropy|nll|nats|bits|(nats|bits)_per_[a-z]+|bpb|bpc|perplexity|ppl"
    r"|err|error|error_rate|wer|cer|ece|brier|brier_score|mse|rmse|mae)$"
)
NEGATED = ("-", "neg_")  # a loss so named is better when it is higher
SAME_COMPUTE = 1.1  # a budget in whole steps is met by every size to within this factor, and no budgets lie so near
NO_SCATTER = 1e-9

Label = Literal["rises", "falls", "flat", "u_shaped", "inverted_u", "unclear"]
Array = NDArray[np.float64]


class Trace(Spec):
    """How sure a label must be."""

    level: float = Field(default=0.95, gt=0, lt=1)  # of the slope's interval, of U shapes, of the test for flat
    sigmas: float = Field(default=3.0, gt=0)  # standard errors that count as having left chance


@dataclass(frozen=True)
class Score:
    """One metric of one model. `compute` is in FLOPs (or parameters, where a table knows only these)."""

    compute: float
    task: str
    metric: str
    value: float
    error: float
    chance: float | None = None


DEFAULT = Trace()


@verb(version=1)
def trend(scores: Sequence[Scores], spec: Trace = DEFAULT, *, workspace: Workspace) -> Trends:
    """The trend of every metric over compute. Of models that cost the same, only the one of the lowest held-out loss
    counts: a size that its compute does not suit says nothing of what compute buys. Writes nothing."""
    best = best_of_each_compute(scores)
    table = [Score(s.flops, m.task, m.metric, m.value, m.error, m.chance) for s in best for m in s.measures]
    return trend_of(table, spec)


def best_of_each_compute(scores: Sequence[Scores]) -> list[Scores]:
    """In the order of compute, the model of the lowest held-out loss among those of (nearly) the same compute."""
    groups: list[list[Scores]] = []
    for one in sorted(scores, key=lambda one: one.flops):
        if groups and one.flops <= SAME_COMPUTE * groups[-1][0].flops:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [min(group, key=held_out_loss) for group in groups]


def held_out_loss(scores: Scores) -> float:
    """Bits per byte on all held-out text; infinite where it was not measured."""
    found = (m.value for m in scores.measures if (m.task, m.metric) == ("held_out", "bits_per_byte"))
    return next(found, math.inf)


def trend_of(table: Iterable[Score], test: Trace = DEFAULT) -> Trends:
    """The trend of every (task, metric) of a table, in the order of first appearance."""
    curves: dict[tuple[str, str], list[Score]] = {}
    for score in table:
        curves.setdefault((score.task, score.metric), []).append(score)
    return Trends(rows=tuple(curve_trend(sorted(c, key=lambda s: s.compute), test) for c in curves.values()))


def curve_trend(curve: Sequence[Score], test: Trace = DEFAULT) -> Trend:
    """The trend of one metric, models in the order of compute.

    Label and slope are of the value as measured, so a loss that gets better `falls`. Where no score has an error,
    values that move are `unclear`, and none is known to have left chance. Raises ValueError where all
    models have the same compute.
    """
    task, metric = curve[0].task, curve[0].metric
    if curve[0].compute == curve[-1].compute:
        raise ValueError(f"Task {task!r}, metric {metric!r}: a trend needs models of two sizes at least; there is one.")
    x = np.log10([score.compute for score in curve])
    y = np.array([score.value for score in curve])
    errors = np.array([score.error for score in curve])
    s, is_known = positive_errors(y, errors), bool((errors > 0).any())
    slope = slope_interval(x, y, s, test.level)
    return Trend(
        task=task,
        metric=metric,
        label=label(y, s, slope, test.level) if is_known or np.ptp(y) <= NO_SCATTER else "unclear",
        slope=slope,
        leaves_chance_at=leaves_chance_at(curve, test.sigmas) if is_known else None,
        models=len(curve),
    )


def label(y: Array, s: Array, slope: Interval, level: float) -> Label:
    """The first that holds of: U-shaped, inverted U, rising, falling, flat, unclear."""
    if is_u_shaped(y, s, level):
        return "u_shaped"
    if is_u_shaped(-y, s, level):
        return "inverted_u"
    if slope.low > 0:
        return "rises"
    if slope.high < 0:
        return "falls"
    return "flat" if equal_means_p(y, s) > 1 - level else "unclear"


def slope_interval(x: Array, y: Array, s: Array, level: float) -> Interval:
    """The least-squares slope and its interval, given the errors of the points.

    With w = (x − x̄)/Σ(x − x̄)², the slope Σwy of points y + s·N(0, 1) is normal with variance Σw²s²: what resampling
    the points would find, without its noise.
    """
    centred = x - x.mean()
    w = centred / (centred**2).sum()
    centre = float((w * y).sum())
    margin = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(float((w**2 * s**2).sum()))
    return Interval(centre=centre, low=centre - margin, high=centre + margin, level=level)


def is_u_shaped(y: Array, s: Array, level: float) -> bool:
    """Whether some interior point lies below both ends by more than z standard errors of the difference, z being
    shared out over the 2(n − 2) comparisons (Bonferroni)."""
    n = len(y)
    if n < 3:
        return False
    z = NormalDist().inv_cdf(1 - (1 - level) / (2 * (n - 2)))
    with np.errstate(all="ignore"):  # absurd scores are infinitely far apart, or as near as none
        below = [(y[end] - y[1:-1]) / np.sqrt(s[end] ** 2 + s[1:-1] ** 2) for end in (0, -1)]
    return bool((np.minimum(*below) > z).any())


def equal_means_p(y: Array, s: Array) -> float:
    """How often points of one and the same mean scatter at least so much: χ² = Σ (y − ȳ)²/s², n − 1 degrees."""
    weight = 1 / s**2
    mean = (weight * y).sum() / weight.sum()
    return survival(float((weight * (y - mean) ** 2).sum()), len(y) - 1)


def leaves_chance_at(curve: Sequence[Score], sigmas: float) -> float | None:
    """The smallest compute from which all models are better than chance by more than `sigmas` standard errors."""
    not_yet = max((score.compute for score in curve if not beats_chance(score, sigmas)), default=0.0)
    return min((score.compute for score in curve if score.compute > not_yet), default=None)


def lower_is_better(metric: str) -> bool:
    """Whether a metric of this name is a loss or an error."""
    name = metric.lower().replace(" ", "_")
    return bool(LOWER_IS_BETTER.search(name)) and not name.startswith(NEGATED)


def beats_chance(score: Score, sigmas: float) -> bool:
    """Whether a score is better than its chance line, if it has one, by more than `sigmas` standard errors."""
    if score.chance is None:
        return False
    better = score.chance - score.value if lower_is_better(score.metric) else score.value - score.chance
    return better > sigmas * score.error


def positive_errors(y: Array, s: Array) -> Array:
    """An error of 0 says that all examples agreed, not that the mean is exact: it is given the curve's smallest
    positive one. Where there is none, the scatter of the values stands for it (or next to nothing, if there is none).
    """
    positive = s[s > 0]
    least = positive.min() if len(positive) else max(float(y.std(ddof=1)), NO_SCATTER)
    return np.where(s > 0, s, least)
