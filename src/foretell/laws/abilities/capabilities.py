"""What benchmarks have in common: a few principal components that stand for the capability of a model.

Ruan et al. 2024 (arXiv 2405.10938), §3.2: benchmark scores, centred but not scaled, have one component that explains
most of their variance, so that one number a model goes far.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foretell.laws.abilities.model_scores import ModelScores
from foretell.nouns import Noun

Array = NDArray[np.float64]

IMPUTING_COMPONENTS = 1  # of the iterated PCA that fills in missing scores (Ruan et al., appendix)
MAX_ROUNDS, CHANGE = 1000, 1e-8
MIN_MODELS = 3


class Capabilities(Noun):
    """The principal components of benchmark scores. `components` [k, B] are unit vectors, the first pointing to higher
    scores; `explained` [B] are all shares of the variance; `scores` hold the k capabilities of every model that was
    used, and `imputed` counts the cells that were filled in."""

    benchmarks: tuple[str, ...]
    means: tuple[float, ...]
    components: tuple[tuple[float, ...], ...]
    explained: tuple[float, ...]
    scores: dict[str, tuple[float, ...]]
    imputed: int = 0
    excluded: dict[str, int] = {}


def capabilities(models: ModelScores, components: int = 3, impute: bool = False) -> Capabilities:
    """The first `components` principal components of the models' scores.

    Models with a missing score are left out and counted, or with `impute` filled in by iterated PCA. Raises ValueError
    for fewer than three models, fewer benchmarks than components, a benchmark without any score, and scores that do
    not differ.
    """
    if not 1 <= components <= len(models.benchmarks):
        raise ValueError(
            f"{components} components were asked for; {len(models.benchmarks)} benchmarks have 1 to "
            f"{len(models.benchmarks)}."
        )
    known = np.isfinite(models.scores)
    keep = np.asarray(known.any(axis=1) if impute else known.all(axis=1))
    used = models.where(keep, "no_score" if impute else "missing_score")
    if len(used) < MIN_MODELS:
        hint = "" if impute else " Give their scores, or ask for missing ones to be imputed."
        raise ValueError(
            f"Capabilities need {MIN_MODELS} models with their scores at least; there are {len(used)}.{hint}"
        )
    scores = imputed(used) if impute else used.scores
    mean = scores.mean(axis=0)
    values, vectors = np.linalg.eigh((scores - mean).T @ (scores - mean))
    values, vectors = np.maximum(values[::-1], 0.0), _oriented(vectors.T[::-1])
    if values[0] <= 1e-12 * len(used):
        raise ValueError(f"The {len(used)} models have equal scores, so nothing sets their capabilities apart.")
    placed = (scores - mean) @ vectors[:components].T
    return Capabilities(
        benchmarks=used.benchmarks,
        means=_numbers(mean),
        components=tuple(_numbers(vector) for vector in vectors[:components]),
        explained=_numbers(values / values.sum()),
        scores={model: _numbers(row) for model, row in zip(used.models, placed, strict=True)},
        imputed=int((~np.isfinite(used.scores)).sum()),
        excluded=used.excluded,
    )


def project(found: Capabilities, models: ModelScores) -> Array:
    """The capabilities [n, k] of any models by components that were found on others; NaN where a score is missing."""
    return np.asarray((models.scores - np.array(found.means)) @ np.array(found.components).T)


def imputed(models: ModelScores) -> Array:
    """The scores [n, B] with missing ones as their first component has them, kept between 0 and 1.

    Starts from the means and repeats the PCA until nothing changes. Raises ValueError for a benchmark without scores.
    """
    missing = ~np.isfinite(models.scores)
    empty = [name for name, column in zip(models.benchmarks, missing.T, strict=True) if column.all()]
    if empty:
        raise ValueError(f"Benchmark {empty[0]!r} has no score of any model: leave it out.")
    filled = np.where(missing, np.nanmean(models.scores, axis=0), models.scores)
    for _ in range(MAX_ROUNDS):
        mean = filled.mean(axis=0)
        _, vectors = np.linalg.eigh((filled - mean).T @ (filled - mean))
        first = vectors[:, -IMPUTING_COMPONENTS:]
        again = np.where(missing, np.clip(mean + (filled - mean) @ first @ first.T, 0.0, 1.0), models.scores)
        if np.abs(again - filled).max() < CHANGE:
            return again
        filled = again
    return filled


def _oriented(vectors: Array) -> Array:
    """The same unit vectors [B, B], each with the sign that makes its sum positive: more is better."""
    return np.asarray(vectors * np.where(vectors.sum(axis=1) < 0.0, -1.0, 1.0)[:, None])


def _numbers(row: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in row)
