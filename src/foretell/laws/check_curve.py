"""Whether a curve that somebody gives can be asked anything: of the form's own names and columns, every number finite,
and what it says over the range of its runs a target that there can be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foretell.laws.check_numbers import faults_of_fitted, listed
from foretell.laws.form import CurveForm
from foretell.laws.forms import curve_named
from foretell.laws.predict import predict_curve
from foretell.nouns import Curve

SHARES = ("accuracy", "error")  # targets between 0 and 1
SLACK = 0.05  # by which a fit may pass 0 or 1 at an end of its range
PLACES = 9  # over the range at which a curve is asked


def check_curve(curve: Curve, form: CurveForm | None = None) -> None:
    """Raise ValueError, saying what is wrong, for a curve that no fit of its form (or one's own) can have made."""
    for what in _faults(curve, form or curve_named(curve.form)):
        raise ValueError(f"This curve ({curve.form}) cannot be used: {what}. Fit it anew.")


def _faults(curve: Curve, form: CurveForm) -> Iterator[str]:
    if (curve.target, curve.inputs) != (form.target, form.inputs):
        yield (
            f"it is of {curve.target} over {listed(curve.inputs)}, and {curve.form} is of {form.target} over "
            f"{listed(form.inputs)}"
        )
    yield from faults_of_fitted(curve, form.names)
    for name, (low, high) in curve.ranges.items():
        if not low <= high or (name in form.inputs and low <= 0.0):
            yield f"its range of {name} goes from {low:g} to {high:g}, and it must rise from above 0"
    if missing := [name for name in form.inputs if name not in curve.ranges]:
        yield f"it has no range of {listed(missing)}"
    yield from _faults_of_values(curve, form)


def _faults_of_values(curve: Curve, form: CurveForm) -> Iterator[str]:
    """What is wrong with what the curve says, with its interval, where its inputs rise through their ranges at once."""
    places = {name: np.geomspace(*curve.ranges[name], PLACES) for name in form.inputs}
    said = np.stack(predict_curve(curve, **places))
    least, most = float(said.min()), float(said.max())
    where = f"over the range of its runs it says {curve.target} of {least:.3g} to {most:.3g}"
    if not np.isfinite(said).all():
        yield where
    elif curve.target in SHARES and not -SLACK <= least <= most <= 1.0 + SLACK:
        yield f"{where}, and that is a share between 0 and 1"
    elif form.logarithmic and not least > 0.0:
        yield f"{where}, and it must be above 0"
