from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table
from foretell.nouns import Interval, Law
from foretell.planning.lights import bending, distance, lights


def valley_of(floor: float, speed_up: float = 0.0, noise: float = 0.0, seed: int = 0, budgets: int = 5) -> Law:
    """The valley of a ladder of some budgets and five sizes whose loss has a floor, or speeds up."""
    C, ratio = (grid.ravel() for grid in np.meshgrid(1e11 * 1.78 ** np.arange(budgets), np.geomspace(0.3, 3.0, 5)))
    x = np.log(C / 1e11)
    reducible = (2.3 - floor) * np.exp(-0.12 * x * (1.0 + speed_up * x) + 0.05 * np.log(ratio) ** 2)
    loss = (floor + reducible) * np.exp(np.random.default_rng(seed).normal(0.0, noise, C.shape))
    N = 1e5 * np.sqrt(C / 1e11) * ratio
    return fit_table(Table(N, C / (6 * N), C, loss), Fit(form="valley", draws=20))


def test_a_ladder_that_bends_off_its_law_is_told() -> None:
    assert "likely low" in bending(valley_of(floor=1.9, budgets=8))[0]
    assert "likely high" in bending(valley_of(floor=0.0, speed_up=0.15, budgets=8))[0]
    assert not bending(valley_of(floor=0.0, budgets=8))


def test_a_steady_ladder_with_the_noise_of_seeds_is_seldom_told() -> None:
    told = sum(bool(bending(valley_of(floor=0.0, noise=0.004, seed=seed))) for seed in range(40))
    assert told <= 6  # reading the falls alone, it was 18 to 72 in a hundred


@pytest.mark.parametrize(("multiple", "word"), [(3.0, ""), (1.0, ""), (10.5, "never tried"), (0.5, "no extrapolation")])
def test_far_and_near_budgets_are_told(multiple: float, word: str) -> None:
    found = distance(multiple)
    assert (word in found[0]) if word else not found


def test_a_bad_backtest_and_a_size_outside_the_ladder_are_told(laws: list[Law]) -> None:
    law = laws[1]
    assert law.backtest is not None
    bad = law.model_copy(update={"backtest": law.backtest.model_copy(update={"error_percent": 4.0})})
    outside = Interval(centre=1e9, low=1e8, high=1e10)
    found = " ".join(lights(bad, 3.0, outside))
    assert "missed that budget's best runs by +4.0 %" in found
    assert "outside the ladder's sizes" in found
    assert "missed" not in " ".join(lights(law, 3.0, law.intervals["params_exponent"]))
