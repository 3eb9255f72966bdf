"""Why a fit may be believed: far starts agree, Newton promises nothing further, and every local optimum is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.laws.fitting.penalty import Array
from foretell.laws.fitting.posed import Bottom, Posed, finite
from foretell.nouns import Certificate, Optimum

SAME = 1e-6  # relative difference of two objectives at one optimum
MOST_OPTIMA = 8
AGREE = 1e-9
LARGEST = 1e300  # stands for the condition number of a singular matrix, which no record can hold


def certificate(posed: Posed, bottom: Bottom) -> Certificate:
    """How the starts ended, and the derivatives at the best end."""
    order = np.sort(bottom.objectives)
    scale = max(abs(bottom.objective), 1e-30)  # a law that fits exactly has an objective of rounding errors
    gradient, matrix = (found[0] for found in posed.problem(np.ones((1, posed.runs))).newton(bottom.theta[None]))
    with np.errstate(all="ignore"):
        towards = np.linalg.lstsq(matrix, gradient, rcond=None)[0]
        unit = np.sqrt(np.abs(np.diag(matrix)))
        unit = np.where(unit > 0.0, unit, 1.0)
        condition = float(np.linalg.cond(matrix / unit / unit[:, None]))
    return Certificate(
        starts=len(order),
        agreeing=int((order <= bottom.objective + AGREE * scale).sum()),
        disagreement=float((order[1] - order[0]) / scale) if np.isfinite(order[1:2]).all() and len(order) > 1 else 0.0,
        gradient=float(np.linalg.norm(gradient)),
        fall=abs(float(0.5 * gradient @ towards)) / scale,
        condition=condition if np.isfinite(condition) else LARGEST,
    )


def optima(posed: Posed, bottom: Bottom, names: Sequence[str]) -> tuple[Optimum, ...]:
    """The different ends of the search, lowest objective first: how many starts ended in each."""
    order = np.argsort(bottom.objectives, kind="stable")
    found: list[tuple[int, int]] = []  # (the first end there, how many)
    for end in order:
        if not np.isfinite(bottom.objectives[end]):
            continue
        if found and _same(bottom, found[-1][0], end):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((int(end), 1))
    return tuple(_optimum(posed, bottom, end, count, names) for end, count in found[:MOST_OPTIMA])


def _same(bottom: Bottom, one: int, other: int) -> bool:
    a, b = bottom.objectives[one], bottom.objectives[other]
    return bool(abs(b - a) <= SAME * max(abs(a), abs(b)) or abs(b - a) < 1e-18)


def _optimum(posed: Posed, bottom: Bottom, end: int, count: int, names: Sequence[str]) -> Optimum:
    with np.errstate(all="ignore"):
        told: Array = posed.told(bottom.ends[end])
    return Optimum(coefficients=finite(names, told), objective=float(bottom.objectives[end]), starts=count)
