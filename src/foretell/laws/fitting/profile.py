"""The objective over one parameter, the others at their best for it, and the interval that it gives.

For a robust objective Φ = Σ ρ(r), 2 ΔΦ / λ is distributed as χ² with one degree of freedom, which tells how far Φ may
rise. λ is mean(ρ′²) / mean(ρ″) where all runs scatter alike (Schrader and Hettmansperger 1980, Biometrika 67:93), and
of parameter j, [H⁻¹ J H⁻¹]_jj / [H⁻¹]_jj where they do not (Kent 1982, Biometrika 69:19): a few wild runs at the rim
make it many times larger. The larger is taken: the second is too small for few runs. Shapes: n runs, P parameters.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from foretell.laws.fitting.newton import minimise
from foretell.laws.fitting.penalty import Array
from foretell.laws.fitting.posed import Bottom, Posed
from foretell.laws.fitting.sandwich import sandwich
from foretell.nouns import Profile

LEVEL = 0.8
POINTS = 8  # on each side
WIDENINGS = 5  # a side that has not risen enough is doubled at most so often


def profiles(posed: Posed, bottom: Bottom, errors: Array) -> tuple[Profile, ...]:
    """A profile of every parameter in `posed.profiled`; `errors` [P] are rough standard errors of theta."""
    rises = allowed_rises(posed, bottom)
    places = {name: place for name, (place, _) in posed.profiled.items()}
    return tuple(
        profile(posed, bottom, name, float(errors[place]), float(rises[place])) for name, place in places.items()
    )


def allowed_rises(posed: Posed, bottom: Bottom) -> Array:
    """How far the objective may rise above the bottom inside each parameter's interval of `LEVEL`: [P]."""
    r = posed.residuals.values(bottom.theta[None])[0]
    first, second = posed.penalty.slopes(r)
    freedom = max(posed.runs - len(bottom.theta), 1)
    alike = float((first**2).sum()) / freedom / max(float(second.mean()), 1e-12)
    inverse, spread = sandwich(posed, bottom)
    with np.errstate(all="ignore"):
        apart = np.diag(spread) / np.diag(inverse)
    quantile = NormalDist().inv_cdf((1 + LEVEL) / 2) ** 2
    return np.asarray(0.5 * quantile * np.where(np.isfinite(apart), np.maximum(apart, alike), alike))


def profile(posed: Posed, bottom: Bottom, name: str, error: float, rise: float) -> Profile:
    """The profile of one parameter, to where the objective has risen by `rise` on each side, if it ever does."""
    place, told = posed.profiled[name]
    below, above = (_side(posed, bottom, place, sign * error, rise) for sign in (-1.0, 1.0))
    at = bottom.theta[place] + np.concatenate([below[0][:0:-1], above[0]])
    low, high = (_crossing(bottom.objective + rise, *side) for side in (below, above))
    ends = [None if step is None else float(told(bottom.theta[place] + np.array(step))) for step in (low, high)]
    objectives = np.concatenate([below[1][:0:-1], above[1]])
    with np.errstate(over="ignore"):
        values = told(at)
    known = np.isfinite(values) & np.isfinite(objectives)
    return Profile(
        name=name,
        values=tuple(map(float, values[known])),
        objectives=tuple(map(float, objectives[known])),
        low=ends[0],
        high=ends[1],
        level=LEVEL,
    )


def _side(posed: Posed, bottom: Bottom, place: int, error: float, rise: float) -> tuple[Array, Array]:
    """Steps [m] away from the bottom on one side, itself the first, and the objectives there."""
    steps = np.linspace(0.0, 3.0 * error, POINTS + 1)
    for _ in range(WIDENINGS):
        objectives = held_at(posed, bottom, place, bottom.theta[place] + steps[1:])
        if objectives[-1] > bottom.objective + rise:
            break
        steps = 2.0 * steps
    return steps, np.append(bottom.objective, objectives)


def held_at(posed: Posed, bottom: Bottom, place: int, values: Array) -> Array:
    """The lowest objective [m] with one parameter held at each of `values` [m]."""
    ways = _different_ends(bottom)
    start = np.repeat(ways, len(values), axis=0)
    start[:, place] = np.tile(values, len(ways))
    weights = np.ones((len(start), posed.runs))
    _, objectives = minimise(posed.problem(weights, held=(place,)), start)
    return np.asarray(objectives.reshape(len(ways), -1).min(0), dtype=np.float64)


def _different_ends(bottom: Bottom) -> Array:
    """The best end, and up to two others of clearly different objectives."""
    order = np.argsort(bottom.objectives, kind="stable")
    kept = [int(order[0])]
    for end in order[1:]:
        apart = bottom.objectives[end] - bottom.objectives[kept[-1]]
        if np.isfinite(bottom.objectives[end]) and apart > 1e-6 * abs(bottom.objectives[end]) and len(kept) < 3:
            kept.append(int(end))
    return bottom.ends[kept]


def _crossing(level: float, steps: Array, objectives: Array) -> float | None:
    """The first step at which the objective passes `level`, as on a parabola between the points; None if it never does.

    ΔΦ grows with the square of the step near the bottom, so its root is what is interpolated.
    """
    over = np.flatnonzero(objectives > level)
    if not len(over):
        return None
    i = int(over[0])
    rise = np.sqrt(np.maximum(objectives[i - 1 : i + 1] - objectives[0], 0.0))
    return float(np.interp(np.sqrt(level - objectives[0]), rise, steps[i - 1 : i + 1]))
