"""When the minima of IsoFLOP curves are not to be trusted: other ways of finding them say something else, the grids lie
beside their minima, or the curves lean. A parabola is biased by each of these (Czech et al. 2026, arXiv 2603.22339).

Shapes: a list over budgets of curves and of their copies [1 + B, n], the first row being the runs themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import RUN_NOISE
from foretell.laws.optima.minima import Curve, Way, interpolation, noise, parabola, parabola_of
from foretell.laws.optima.power_law import line
from foretell.laws.tables.table import Array

WAYS: dict[str, Way] = {
    "a parabola through 3 sizes": parabola_of(3),
    "through 7": parabola_of(7),
    "through all": parabola,
    "interpolation": interpolation,
}
ROBUST_SIZES = 5
APART = 2.0  # standard deviations of the difference under noise alone
TOLD = 0.01  # in the exponent: what is less is no matter to anybody
OFF_CENTRE = 0.5  # of the half-width of a grid
LEANS = 3.0  # standard errors of the third-order term
LEAST_RESIDUALS = 10  # by which either is known to a fifth or so
MISFIT = 2.0  # by which the residuals about parabolas exceed the scatter between neighbours: 4 in variance


def doubts(curves: Sequence[Curve], copies: Sequence[Array], way: Way, missed: tuple[float, float]) -> tuple[str, ...]:
    """Sentences on budgets with an interior minimum; `missed` are the errors of parabola and interpolation."""
    bottoms = [float(way(each.x, each.y[None]).ln_N[0]) for each in curves]
    return (*_thin(curves), *_other_ways(curves, copies, way, missed), *_beside(curves, bottoms), *_leaning(curves))


def _thin(curves: Sequence[Curve]) -> tuple[str, ...]:
    if all(len(each.x) == 3 for each in curves):
        return (f"Every budget has three sizes, so the runs do not tell their noise; {RUN_NOISE:.1%} was assumed.",)
    thin = sum(len(each.x) < ROBUST_SIZES for each in curves)
    note = f"{thin} of {len(curves)} budgets have fewer than {ROBUST_SIZES} sizes: a parabola's minimum is rough there."
    return (note,) if thin else ()


def exponents_by_way(curves: Sequence[Curve], copies: Sequence[Array]) -> dict[str, Array]:
    """The exponent of N* by each way, all budgets counting alike, [1 + B]."""
    ln_C = np.array([each.ln_C for each in curves])
    found = {}
    for name, way in WAYS.items():
        ln_N = np.stack([way(each.x, y).ln_N for each, y in zip(curves, copies, strict=True)], -1)
        found[name] = line(ln_C, ln_N)[0]
    return found


def _other_ways(
    curves: Sequence[Curve], copies: Sequence[Array], way: Way, missed: tuple[float, float]
) -> tuple[str, ...]:
    """A sentence where another way differs by more than noise makes it differ, and wherever parabolas do not fit."""
    found = exponents_by_way(curves, copies)
    told = ", ".join(f"{name} {drawn[0]:.3f}" for name, drawn in found.items())
    if way is interpolation:
        return (
            f"These curves are no parabolas: of sizes left out, parabolas miss the loss by {missed[0]:.2%} and Akima's "
            f"interpolation by {missed[1]:.2%}, so the minima are interpolated. A parabola is biased here; exponents "
            f"of N*: {told}.",
        )
    chosen = next(drawn for name, drawn in found.items() if WAYS[name] is way)
    differences = [drawn - chosen for drawn in found.values()]
    if not (any(map(_apart, differences)) or (any(map(_matters, differences)) and _misfit(curves))):
        return ()
    return (
        f"How the minima are found decides the exponent of N*, by more than noise: {told} (parabolas through all were "
        "taken). A parabola is biased where a grid is wide or off-centre: add sizes near the minima.",
    )


def _misfit(curves: Sequence[Curve]) -> bool:
    """Whether the residuals about the parabolas are more than noise: that is what neighbouring sizes differ by."""
    (about, free), (between, left_out) = noise(curves, parabola), noise(curves, interpolation)
    return min(free, left_out) >= LEAST_RESIDUALS and about > MISFIT * between


def _apart(difference: Array) -> bool:
    """Whether the difference of the runs themselves lies far outside those of the noisy copies."""
    return _matters(difference) and abs(float(difference[0])) > APART * float(np.std(difference[1:]))


def _matters(difference: Array) -> bool:
    return abs(float(difference[0])) > TOLD


def _beside(curves: Sequence[Curve], bottoms: Sequence[float]) -> tuple[str, ...]:
    """A sentence where most grids have their minima far from their middles, all on one side."""
    offs = [
        (at - (each.x[0] + each.x[-1]) / 2.0) / (np.ptp(each.x) / 2.0) for each, at in zip(curves, bottoms, strict=True)
    ]
    off = float(np.median(offs))
    if abs(off) <= OFF_CENTRE:
        return ()
    return (
        f"The grids lie beside their minima: in the median a minimum is {abs(off):.0%} of the way from the middle of "
        f"its sizes to the {'largest' if off > 0.0 else 'smallest'}, which biases it (Czech et al. 2026). Add "
        f"{'larger' if off > 0.0 else 'smaller'} sizes.",
    )


def _leaning(curves: Sequence[Curve]) -> tuple[str, ...]:
    """A sentence where loss rises faster on one side of the minima than on the other, as it does where α ≠ β."""
    lean, error = _third_order(curves)
    if not abs(lean) > LEANS * error > 0.0:
        return ()
    side, what = ("large", "less data") if lean > 0.0 else ("small", "fewer parameters")
    return (
        f"The curves lean: loss rises faster towards {side} sizes ({abs(lean / error):.0f} standard errors), so that "
        f"{what} costs more than its opposite (α ≠ β). A parabola's minimum then depends on where its grid lies.",
    )


def _third_order(curves: Sequence[Curve]) -> tuple[float, float]:
    """The coefficient of (ln N)³ that the budgets share, each having a parabola of its own, and its standard error."""
    cubes, rests, freedom = [], [], -1
    for each in curves:
        off = each.x - each.x.mean()
        X = np.stack([np.ones_like(off), off, off**2], -1)
        cubes.append(_beyond(X, off**3))
        rests.append(_beyond(X, each.y))
        freedom += len(off) - 3
    cube, rest = np.concatenate(cubes), np.concatenate(rests)
    if freedom < 1 or not cube @ cube > 0.0:
        return 0.0, 0.0
    lean = float(cube @ rest / (cube @ cube))
    return lean, float(np.sqrt(np.sum((rest - lean * cube) ** 2) / freedom / (cube @ cube)))


def _beyond(X: Array, column: Array) -> NDArray[np.float64]:
    """What the columns of X leave of another."""
    return np.asarray(column - X @ (np.linalg.pinv(X) @ column), dtype=np.float64)
