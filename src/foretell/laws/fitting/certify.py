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
NOTHING_FURTHER = 1e-9  # a relative fall of the objective that Newton still promises: below it, this is a bottom
EXACT = 1e-20  # an objective below it is of rounding errors: the law fits exactly
LARGEST = 1e300  # stands for the condition number of a singular matrix, which no record can hold


def certificate(posed: Posed, bottom: Bottom) -> Certificate:
    """How the starts ended, and the derivatives at the best end."""
    order = np.sort(bottom.objectives)
    scale = max(abs(bottom.objective), EXACT)
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


def is_certain(found: Certificate) -> bool:
    """Whether another far start found the same bottom, and nothing lower is promised."""
    return found.fall <= NOTHING_FURTHER and (found.agreeing > 1 or found.starts == 1)


def uncertain(found: Certificate | None) -> tuple[str, ...]:
    """A sentence where a certificate proves no optimum; none where it does, or where there is none."""
    if found is None or is_certain(found):
        return ()
    return (
        f"The search found no certain optimum: {found.agreeing} of {found.starts} far starts end here, and a further "
        f"fall of {found.fall:.1g} (relative) is promised. These runs leave a coefficient all but free: see the local "
        "optima.",
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
