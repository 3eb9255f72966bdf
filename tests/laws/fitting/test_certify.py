from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from foretell.laws import Fit, Table
from foretell.laws.fitting import Bottom, Dense, Posed, settle, square
from foretell.laws.fitting.certify import ON_THE_WAY, SAME, certificate, optima, uncertain
from foretell.laws.forms.chinchilla import NAMES, pose


class TwoValleys:
    """One parameter, one run: r = (θ² − 1)² / 2 + θ / 10 + 1, which has two bottoms, near −1 and +1."""

    def values(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        return (theta**2 - 1) ** 2 / 2 + theta / 10 + 1

    def at(self, theta: NDArray[np.float64]) -> Dense:
        jacobian = 2 * theta * (theta**2 - 1) + 0.1
        return Dense(self.values(theta), jacobian[..., None], lambda s: (s * (6 * theta**2 - 2))[..., None])

    def only(self, draws: NDArray[np.intp]) -> TwoValleys:
        return self


def two_valleys() -> Posed:
    starts = np.linspace(-2.0, 2.0, 9)[:, None]
    return Posed(TwoValleys(), square(), starts, lambda theta: theta, np.arange(1))


def test_every_local_optimum_is_told_and_the_lowest_first() -> None:
    posed = two_valleys()
    bottom = settle(posed)
    low, high = optima(posed, bottom, ("theta",))
    assert low.coefficients["theta"] == pytest.approx(-1.0, abs=0.05)
    assert high.coefficients["theta"] == pytest.approx(1.0, abs=0.05)
    assert low.objective < high.objective
    assert low.starts + high.starts == 9
    assert low.objective == bottom.objective


def test_starts_that_disagree_are_counted() -> None:
    posed = two_valleys()
    found = certificate(posed, settle(posed))
    assert found.starts == 9
    assert 0 < found.agreeing < 9


def test_the_certificate_of_a_law_that_is_identified(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    found = certificate(posed, settle(posed))
    assert found.agreeing == found.starts == len(posed.starts)
    assert found.disagreement < 1e-9
    assert found.fall < 1e-9
    assert 1.0 <= found.condition < 1e12
    assert len(optima(posed, settle(posed), NAMES)) == 1


def test_a_point_that_is_no_optimum_has_no_certificate(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    moved = bottom.theta + np.array([0.01, 0.0, 0.0, 0.0, 0.0])
    value = float(posed.problem(np.ones((1, posed.runs))).objective(moved[None])[0])
    found = certificate(posed, Bottom(moved, value, bottom.ends, bottom.objectives))
    assert found.fall > 1e-3


def test_what_proves_no_optimum_is_a_warning(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    good = certificate(posed, settle(posed))
    assert uncertain(good) == uncertain(None) == ()
    alone, sliding = good.model_copy(update={"agreeing": 1}), good.model_copy(update={"fall": 1e-6})
    assert f"1 of these {good.starts} starts end here, so that a better one may lie" in uncertain(alone)[0]
    assert "further fall of 1e-06" in uncertain(sliding)[0]


def test_a_search_left_on_a_ridge_is_no_other_optimum(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    nearly = bottom.theta + np.array([2e-5, 0.0, 0.0, 0.0, 0.0])
    value = float(posed.problem(np.ones((1, posed.runs))).objective(nearly[None])[0])
    ends, objectives = np.stack([bottom.theta, nearly]), np.array([bottom.objective, value])
    above = value / bottom.objective - 1.0
    assert SAME < above < ON_THE_WAY
    (only,) = optima(posed, Bottom(bottom.theta, bottom.objective, ends, objectives), NAMES)
    assert only.starts == 2


def test_an_end_without_a_finite_slope_is_a_sentence_that_names_the_law(chinchilla_ladder: Table) -> None:
    posed = pose(chinchilla_ladder, Fit())
    bottom = settle(posed)
    nowhere = Bottom(np.full(5, 1e300), np.inf, bottom.ends, bottom.objectives)
    with pytest.raises(ValueError, match=r"^valley has no finite objective, or no finite slope, .*units\.$"):
        certificate(posed, nowhere, "valley")
