"""Scaling laws from models that others trained: benchmarks → capability → a task, and compute → capability.

Ruan et al. 2024 (arXiv 2405.10938): within a family capability is linear in log compute, and over all families a task
is one logistic function of it. So weak models of many families say what a strong one will do.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from foretell.laws.abilities.capabilities import Capabilities, capabilities, imputed, project
from foretell.laws.abilities.capability_curve import fit_curve, middle, scores_at
from foretell.laws.abilities.family_lines import FamilyLine, family_lines, family_weights, scatter
from foretell.laws.abilities.model_scores import ModelScores
from foretell.nouns import Curve, Interval, Noun, Spec

Array = NDArray[np.float64]

SHARE_BELOW = 2.0 / 3.0  # of the models, where no cut is given


class Observe(Spec):
    """How a task is tied to capabilities."""

    target: str = "target"
    """The name of the task's score."""
    components: int = Field(default=3, ge=1, le=50)
    """Principal components that stand for capability."""
    chance: float = Field(default=0.0, ge=0.0, lt=1.0)
    """The score of guessing."""
    impute: bool = False
    """Fill in missing benchmark scores by iterated PCA, instead of leaving their models out."""
    below: float | None = Field(default=None, gt=0.0, allow_inf_nan=False)
    """The compute in FLOPs of the back-test: models up to it are fitted, those above it predicted. Without it, two
    thirds of the models lie below."""
    draws: int = Field(default=200, ge=0, le=2_000)
    """Of the bootstrap, in which whole families are resampled: models of one family are no independent witnesses."""
    seed: int = Field(default=0, ge=0)
    """Of the draws."""
    level: float = Field(default=0.8, gt=0.0, lt=1.0)
    """Of the intervals."""


class StrongerModels(Noun):
    """The back-test: fitted to models of at most `below` FLOPs (components too), asked for all others. Errors are
    predicted less found, in points of 100. `covered` is the share inside the interval, the scatter of one model
    included. `by_compute_points` is the error without its sign of a curve over log FLOPs in place of capability."""

    below: float
    fitted: int
    tested: int
    error_points: float
    absolute_points: float
    worst_points: float
    covered: float | None
    by_compute_points: float


class AtCompute(Noun):
    """The task's score that a model of a family would have at another compute, which is `multiple` times the largest
    of its line."""

    family: str
    flops: float
    score: Interval
    multiple: float


class Observation(Noun):
    """A task as a function of capabilities, and capabilities as lines of compute. `test` is None where no third of the
    models can be left for it; `scatter` is the covariance of capabilities about the families' lines, and `asked` what
    was asked of families at another compute."""

    capabilities: Capabilities
    curve: Curve
    families: tuple[FamilyLine, ...]
    scatter: tuple[tuple[float, ...], ...]
    chance: float
    test: StrongerModels | None = None
    asked: tuple[AtCompute, ...] = ()
    warnings: tuple[str, ...] = ()


def observe(models: ModelScores, target: Array, spec: Observe | None = None) -> Observation:
    """Tie `target` [n], the task's score of each model (NaN where there is none), to the models' capabilities.

    Components are those of all models, with a target or without. Raises ValueError for a target outside 0 to 1, and
    where too few models have both.
    """
    spec = spec or Observe()
    if len(target) != len(models):
        raise ValueError(
            f"There are {len(models)} models and {len(target)} scores of {spec.target!r}; expected one each."
        )
    if np.isinf(target).any() or np.nanmax(target, initial=0.0) > 1.0 or np.nanmin(target, initial=1.0) < 0.0:
        raise ValueError(f"Scores of {spec.target!r} go beyond 0 to 1; give shares (divide percent by 100).")
    found = capabilities(models, spec.components, spec.impute)
    is_used = np.array([model in found.scores for model in models.models])
    used = models.where(is_used)
    S = np.array([found.scores[model] for model in used.models])
    curve = _curve(S, target[is_used], used, spec, _names(spec))
    test = _back_test(models, target, spec)
    lines = family_lines(used, S)
    return Observation(
        capabilities=found,
        curve=curve.model_copy(update={"excluded": _left_out(found, target[is_used])}),
        families=lines,
        scatter=tuple(tuple(map(float, row)) for row in scatter(used, S, lines)),
        chance=spec.chance,
        test=test,
        warnings=() if test else ("There is no back-test: too few models with a compute lie above or below a cut.",),
    )


def asked(found: Observation, flops: float, families: Sequence[str] = (), level: float = 0.8) -> Observation:
    """The same observation, with each family's score at `flops` FLOPs; all of those with a line where none is named.

    Raises as `at_compute` does, and ValueError where no family has a line.
    """
    if not found.families:
        raise ValueError(
            "No family has a line to follow: that takes three models of one family at different, known training FLOPs."
        )
    largest = {line.family: line.flops_range[1] for line in found.families}
    rows = [
        AtCompute(family=family, flops=flops, score=score, multiple=flops / largest[family])
        for family in families or largest
        for score in [at_compute(found, family, flops, level)]
    ]
    return found.model_copy(update={"asked": tuple(rows)})


def at_compute(found: Observation, family: str, flops: float, level: float = 0.8) -> Interval:
    """The task's score of a model of a known family at another compute: with the uncertainty of the curve and of the
    family's line, and the scatter of one model about each.

    Raises LookupError for a family without a line, ValueError for a compute that is no positive number.
    """
    line = next((line for line in found.families if line.family == family), None)
    if line is None:
        known = ", ".join(line.family for line in found.families) or "none"
        raise LookupError(f"There is no line of the family {family!r}; families with one: {known}.")
    if not 0.0 < flops < math.inf:
        raise ValueError(f"The compute was given as {flops:g} FLOPs; expected a positive number.")
    x = math.log10(flops)
    draws = np.array(found.curve.draws).reshape(-1, len(found.curve.names))
    slopes = draws[:, :-2]
    variance = line.leverage(x) * np.einsum("bi,ij,bj->b", slopes, np.array(found.scatter), slopes)
    draws[:, -2] += np.sqrt(np.maximum(variance, 0.0)) * np.random.default_rng(1).standard_normal(len(draws))
    return _predicted(found.curve, line.capability(x)[None], found.chance, level, draws)[0]


def _curve(S: Array, y: Array, models: ModelScores, spec: Observe, inputs: tuple[str, ...]) -> Curve:
    """The curve over those models that have a target."""
    known = np.isfinite(y)
    weights = family_weights(models.where(known).families, spec.draws, spec.seed)
    return fit_curve(S[known], y[known], inputs, spec.target, spec.chance, weights, spec.level)


def _back_test(models: ModelScores, target: Array, spec: Observe) -> StrongerModels | None:
    """Fit the weaker models, components and all, and predict the stronger ones."""
    known = np.isfinite(target) & np.isfinite(models.flops)
    known &= np.isfinite(models.scores).any(axis=1) if spec.impute else np.isfinite(models.scores).all(axis=1)
    some, y = models.where(known), target[known]
    least = spec.components + 3
    if len(some) < 2 * least:
        return None
    below = spec.below or float(np.quantile(some.flops, SHARE_BELOW, method="inverted_cdf"))
    weak = some.flops <= below
    if weak.sum() < least or weak.all():
        return None
    if spec.impute:  # every model by its own scores and the weak ones', so that no strong one helps another
        some = _imputed_by_weak(some, weak)
    found = capabilities(some.where(weak), spec.components)
    S, x = project(found, some), np.log10(some.flops)[:, None]
    curve = _curve(S[weak], y[weak], some.where(weak), spec, _names(spec))
    baseline = _curve(x[weak] - x[weak].mean(), y[weak], some.where(weak), spec, ("log10_flops",))
    said = _predicted(curve, S[~weak], spec.chance, spec.level)
    other = _predicted(baseline, x[~weak] - x[weak].mean(), spec.chance, spec.level)
    off = 100.0 * (np.array([one.centre for one in said]) - y[~weak])
    inside = [one.low <= found_y <= one.high for one, found_y in zip(said, y[~weak], strict=True)]
    return StrongerModels(
        below=below,
        fitted=int(weak.sum()),
        tested=len(off),
        error_points=float(off.mean()),
        absolute_points=float(np.abs(off).mean()),
        worst_points=float(np.abs(off).max()),
        covered=float(np.mean(inside)) if spec.draws else None,
        by_compute_points=float(100.0 * np.abs(np.array([one.centre for one in other]) - y[~weak]).mean()),
    )


def _imputed_by_weak(models: ModelScores, weak: NDArray[np.bool_]) -> ModelScores:
    scores = models.scores.copy()
    scores[weak] = imputed(models.where(weak))
    for row in np.flatnonzero(~weak & ~np.isfinite(models.scores).all(axis=1)):
        only = weak.copy()
        only[row] = True
        place = int(np.flatnonzero(only).searchsorted(row))
        scores[row] = imputed(models.where(only))[place]
    return ModelScores(models.models, models.families, models.flops, models.benchmarks, scores, models.excluded)


def _predicted(curve: Curve, S: Array, chance: float, level: float, thetas: Array | None = None) -> list[Interval]:
    """The score at each row of S, with the spread of the draws (or of `thetas`) and of one model about the curve."""
    best = np.array([[curve.coefficients[name] for name in curve.names]])
    centre = scores_at(best, S, chance)[0]
    draws = scores_at(np.array(curve.draws).reshape(-1, best.shape[1]) if thetas is None else thetas, S, chance)
    scatter = curve.residual_sd * np.random.default_rng(0).standard_normal(draws.shape)
    spread = np.clip(draws + scatter, 0.0, 1.0)
    return [middle(spread[:, i], float(centre[i]), level) for i in range(len(S))]


def _names(spec: Observe) -> tuple[str, ...]:
    return tuple(f"PC-{i + 1}" for i in range(spec.components))


def _left_out(found: Capabilities, y: Array) -> dict[str, int]:
    """Why models are not on the curve."""
    missing = int((~np.isfinite(y)).sum())
    return dict(Counter(found.excluded) + Counter({"no_target": missing} if missing else {}))
