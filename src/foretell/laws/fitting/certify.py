"""Why a fit may be believed: far starts agree, Newton promises nothing further, and every local optimum is told.

It is no proof: of these starts none ended lower, and none was found from about the best. Among heavy-tailed losses of
few runs there may be a lower one elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.laws.fitting.penalty import Array
from foretell.laws.fitting.posed import Bottom, Posed, finite
from foretell.nouns import Certificate, Optimum

SAME = 1e-6  # relative difference of two objectives at one optimum
ON_THE_WAY = 1e-4  # the same, where the search of one had not ended
MOST_OPTIMA = 8
AGREE = 1e-9
NOTHING_FURTHER = 1e-9  # a relative fall of the objective that Newton still promises: below it, this is a bottom
EXACT = 1e-20  # an objective below it is of rounding errors: the law fits exactly
LARGEST = 1e300  # stands for the condition number of a singular matrix, which no record can hold


def certificate(posed: Posed, bottom: Bottom, law: str = "This law") -> Certificate:
    """How the starts ended, and the derivatives at the best end. Raises ValueError, naming the `law`, where these are
    no numbers."""
    order = np.sort(bottom.objectives)
    scale = max(abs(bottom.objective), EXACT)
    with np.errstate(all="ignore"):
        gradient, matrix = (found[0] for found in posed.problem(np.ones((1, posed.runs))).newton(bottom.theta[None]))
        if not (np.isfinite(bottom.objective) and np.isfinite(gradient).all() and np.isfinite(matrix).all()):
            raise ValueError(
                f"{law} has no finite objective, or no finite slope, at the best of {len(order)} ends of its search: "
                f"one of the {posed.runs} runs has a number beyond all sense. Check the table's units."
            )
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
    """Whether another of these starts found the same bottom, and nothing lower is promised."""
    return found.fall <= NOTHING_FURTHER and (found.agreeing > 1 or found.starts == 1)


def certified(found: Certificate) -> str:
    """The certificate in one sentence."""
    if found.starts < 2:
        return "Only one search was made, so nothing shows that its bottom is the lowest."
    agreed = f"{found.agreeing} of {found.starts} searches from far-apart starts ended in this very optimum"
    if is_certain(found):
        return f"{agreed}, and none lower: no better coefficients are known."
    return (
        f"Only {agreed}, so a better one may exist."
        if found.agreeing < 2
        else f"{agreed}, but it is not quite flat there."
    )


def uncertain(found: Certificate | None) -> tuple[str, ...]:
    """A sentence where a certificate proves no optimum; none where it does, or where there is none."""
    if found is None or is_certain(found):
        return ()
    here = f"The search found no certain optimum: {found.agreeing} of these {found.starts} starts end here"
    if found.fall <= NOTHING_FURTHER:
        return (f"{here}, so that a better one may lie where none of them led: see the local optima.",)
    return (
        f"{here}, and a further fall of {found.fall:.1g} (relative) is promised. These runs leave a coefficient all "
        "but free: see the local optima.",
    )


def optima(posed: Posed, bottom: Bottom, names: Sequence[str]) -> tuple[Optimum, ...]:
    """The different ends of the search, lowest objective first: how many starts ended in each.

    An end hardly above another from which Newton still promises a fall is on the way to it, along a ridge, and counted
    there.
    """
    order = np.argsort(bottom.objectives, kind="stable")
    ended = promised(posed, bottom.ends) <= NOTHING_FURTHER
    found: list[tuple[int, int]] = []  # (the first end there, how many)
    for end in order:
        if not np.isfinite(bottom.objectives[end]):
            continue
        if found and _same(bottom, found[-1][0], end, SAME if ended[end] else ON_THE_WAY):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((int(end), 1))
    return tuple(_optimum(posed, bottom, end, count, names) for end, count in found[:MOST_OPTIMA])


def promised(posed: Posed, theta: Array) -> Array:
    """The relative fall of the objective that a Newton step from each theta [S, P] promises: [S], inf where unknown."""
    problem = posed.problem(np.ones((len(theta), posed.runs)))
    with np.errstate(all="ignore"):
        gradient, matrix = problem.newton(theta)
        objective = problem.objective(theta)
        known = np.isfinite(gradient).all(-1) & np.isfinite(matrix).all((-1, -2)) & np.isfinite(objective)
        towards = (np.linalg.pinv(matrix[known], hermitian=True) @ gradient[known][..., None])[..., 0]
        falls = np.full(len(theta), np.inf)
        falls[known] = np.abs(0.5 * (gradient[known] * towards).sum(-1)) / np.maximum(np.abs(objective[known]), EXACT)
    return falls


def _same(bottom: Bottom, one: int, other: int, apart: float) -> bool:
    a, b = bottom.objectives[one], bottom.objectives[other]
    return bool(abs(b - a) <= apart * max(abs(a), abs(b)) or abs(b - a) < 1e-18)


def _optimum(posed: Posed, bottom: Bottom, end: int, count: int, names: Sequence[str]) -> Optimum:
    with np.errstate(all="ignore"):
        told: Array = posed.told(bottom.ends[end])
    return Optimum(coefficients=finite(names, told), objective=float(bottom.objectives[end]), starts=count)
