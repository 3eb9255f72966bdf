"""From loss to accuracy on a task and back, the draws of the law and of the curve taken together.

The curve is fitted to other measurements than the law is, so that its draws are independent of the law's and are paired
with them by number. R rows as in `draws.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foretell.laws.form import CurveForm
from foretell.laws.forms import curve_named
from foretell.laws.predict import quantile_interval
from foretell.nouns import Curve, Interval, Law
from foretell.planning.draws import FIRST, Array, draws_of
from foretell.planning.search import fallen

LOSSES = (1e-4, 1e3)  # among which a wanted accuracy is looked for


@dataclass(frozen=True)
class Accuracy:
    """A curve of accuracy (or error) over loss, with `rows` draws. Raises ValueError for a curve of anything else."""

    curve: Curve
    rows: int

    def __post_init__(self) -> None:
        if len(self.curve.inputs) != 1 or not self._target:
            raise ValueError(
                f"{self.curve.form} is a curve of {self.curve.target} over {', '.join(self.curve.inputs)}, and one of "
                "accuracy (or error) over loss was expected."
            )

    def at(self, loss: Array | float) -> Array:
        """Accuracy [R] at a loss, a number or [R]."""
        losses = np.broadcast_to(np.asarray(loss, np.float64), (self.rows,))
        with np.errstate(all="ignore"):
            value = self.form.value(self.theta, {self.curve.inputs[0]: losses})
        return 1.0 - value if self._target == "error" else value

    def loss_for(self, accuracy: Array | float) -> Array:
        """The highest loss [R] that brings an accuracy, a number or [R]; NaN where none does, as above the ceiling."""
        low, high = (np.full(self.rows, -np.log(end)) for end in reversed(LOSSES))
        found = np.exp(-fallen(lambda x: accuracy - self.at(np.exp(-x)), low, high))
        return np.where(found > 0.0, found, np.nan)

    def doubts(self, loss: float) -> tuple[str, ...]:
        """Whether a loss lies outside those that the curve was fitted to: there, or of another text, it says little."""
        low, high = self.curve.ranges.get(self.curve.inputs[0], (0.0, np.inf))
        if low <= loss <= high:
            return ()
        return (
            f"The accuracy is extrapolated: {self.curve.form} was fitted to losses of {low:.4g} to {high:.4g}, and the "
            f"plan's is {loss:.4g}. It must be the loss of the same runs and text as the law's.",
        )

    @property
    def form(self) -> CurveForm:
        return curve_named(self.curve.form)

    @cached_property
    def theta(self) -> Array:
        """The best fit, and as many draws as there are rows below it, over and over where there are fewer."""
        curve = self.curve
        best = np.array([curve.coefficients[name] for name in curve.names])
        drawn = np.array(curve.draws, dtype=np.float64).reshape(-1, len(best)) if curve.draws else best[None]
        return np.vstack([best, np.resize(drawn, (self.rows - 1, len(best)))])

    @property
    def _target(self) -> str:
        return next((name for name in ("accuracy", "error") if name in self.curve.target), "")


def forecast_accuracy(law: Law, curve: Curve, C: float, N: float) -> Interval:
    """Accuracy of N parameters after C FLOPs, at level 0.8: the law's loss, of the same evaluation as the curve is
    over, and the curve's accuracy there. Raises ValueError for a curve of anything else."""
    draws = draws_of(law)
    rows = 1 + max(draws.rows - 1, len(curve.draws))
    losses = draws.loss(C, N)
    drawn = losses[1:] if draws.rows > 1 else losses
    return draws.interval(Accuracy(curve, rows).at(np.append(losses[FIRST], np.resize(drawn, rows - 1))))


def loss_needed(curve: Curve, accuracy: float) -> Interval | None:
    """The highest loss that brings an accuracy, at level 0.8; None where the curve's ceiling is below it."""
    found = Accuracy(curve, 1 + len(curve.draws)).loss_for(accuracy)
    if not np.isfinite(found[FIRST]):
        return None
    drawn = found[1:]
    return quantile_interval(float(found[FIRST]), drawn[np.isfinite(drawn)])
