"""Families of models: what more compute makes of one of them, and which models are no independent witnesses.

Ruan et al. 2024 (arXiv 2405.10938), Eq. 3: within a family, capability is linear in log compute.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foretell.laws.abilities.model_scores import ModelScores
from foretell.nouns import Noun

Array = NDArray[np.float64]

MIN_FAMILY = 3  # models on a line


class FamilyLine(Noun):
    """A family's capabilities as lines in log10 of its training FLOPs; `r2` is of the first. `middle` is the mean of
    these logs, and `spread` the sum of their squared distances from it."""

    family: str
    slopes: tuple[float, ...]
    shifts: tuple[float, ...]
    r2: float
    models: int
    flops_range: tuple[float, float]
    middle: float
    spread: float

    def capability(self, log10_flops: Array | float) -> Array:
        """The capabilities [..., k] at log10 FLOPs [...]."""
        x = np.asarray(log10_flops, dtype=np.float64)[..., None]
        return np.asarray(np.array(self.shifts) + np.array(self.slopes) * x)

    def leverage(self, log10_flops: float) -> float:
        """The variance of one more model there about the line as it was fitted, in units of that about the true one."""
        return 1.0 + 1.0 / self.models + (log10_flops - self.middle) ** 2 / self.spread


def family_lines(models: ModelScores, S: Array) -> tuple[FamilyLine, ...]:
    """The line of every family with at least three models of different compute, in alphabetical order (Eq. 3)."""
    families, lines = np.array(models.families), []
    for family in sorted(set(models.families)):
        mine = (families == family) & np.isfinite(models.flops)
        x, rows = np.log10(models.flops[mine]), S[mine]
        if len(x) < MIN_FAMILY or np.ptp(x) < 1e-9:
            continue
        centred = x - x.mean()
        slopes = centred @ (rows - rows.mean(axis=0)) / (centred**2).sum()
        first = rows[:, 0] - rows[:, 0].mean()
        r2 = 1.0 - ((first - slopes[0] * centred) ** 2).sum() / max(float((first**2).sum()), 1e-300)
        lines.append(
            FamilyLine(
                family=family,
                slopes=tuple(map(float, slopes)),
                shifts=tuple(map(float, rows.mean(axis=0) - slopes * x.mean())),
                r2=float(r2),
                models=len(x),
                flops_range=(float(models.flops[mine].min()), float(models.flops[mine].max())),
                middle=float(x.mean()),
                spread=float((centred**2).sum()),
            )
        )
    return tuple(lines)


def scatter(models: ModelScores, S: Array, lines: Sequence[FamilyLine]) -> Array:
    """The covariance [k, k] of models' capabilities about the lines of their families, pooled over these: three or four
    models of one family alone would not tell it. Zero where there is no line."""
    families, total, freedom = np.array(models.families), np.zeros((S.shape[1], S.shape[1])), 0
    for line in lines:
        mine = (families == line.family) & np.isfinite(models.flops)
        off = S[mine] - line.capability(np.log10(models.flops[mine]))
        total, freedom = total + off.T @ off, freedom + line.models - 2
    return total / max(freedom, 1)


def family_weights(families: tuple[str, ...], draws: int, seed: int) -> Array:
    """How often each model falls into each resample of whole families: [draws, n]."""
    names, place = np.unique(np.array(families), return_inverse=True)
    counts = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1.0 / len(names)), size=draws)
    return counts[:, place].astype(np.float64)
