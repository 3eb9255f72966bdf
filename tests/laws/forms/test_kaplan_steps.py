"""Kaplan's law of size and steps: recovered, and refused where size and steps cannot be told apart."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_curve
from foretell.laws.forms.kaplan_steps import STEPS

PUBLISHED = (0.077, 6.5e13, 0.76, 2.1e3)
STEP = Fit(form="kaplan.steps", draws=0)


def table_of(N: np.ndarray, S: np.ndarray) -> Table:
    loss = STEPS.value(np.array(PUBLISHED), {"params": N, "steps_min": S})
    return Table(N, S * 5e5, 6.0 * N * S * 5e5, loss, more={"steps_min": S})


def test_exact_runs_give_the_law_back() -> None:
    N, S = (each.ravel() for each in np.meshgrid(np.geomspace(1e6, 1e9, 5), np.geomspace(3e3, 2e5, 5)))
    curve = fit_curve(table_of(N, S), STEP)
    assert list(curve.coefficients.values()) == pytest.approx(PUBLISHED, rel=1e-3)


def test_size_and_steps_on_one_line_are_refused() -> None:
    with pytest.raises(ValueError, match="move on one line"):
        fit_curve(table_of(np.geomspace(1e6, 1e9, 8), np.geomspace(3e3, 2e5, 8)), STEP)
