from __future__ import annotations

import pytest

from foretell.nouns import Interval, Law, Minimum
from foretell.planning.lights import bending, distance, lights


def minima(*losses: float, ratio: float = 1.78) -> list[Minimum]:
    return [
        Minimum(flops=1e11 * ratio**i, params=1e5, tokens=1e6, loss=loss, runs=5, interior=True)
        for i, loss in enumerate(losses)
    ]


@pytest.mark.parametrize(
    ("losses", "word"),
    [
        ((2.822, 2.671, 2.518, 2.391, 2.285), "likely low"),  # 5.5 5.9 5.2 4.5 %: this ladder's target was missed low
        ((2.0, 1.9, 1.78, 1.65), "likely high"),
        ((2.275, 2.121, 1.982, 1.851, 1.735), ""),  # 7.0 6.8 6.8 6.5 %
        ((2.0, 1.9), ""),
    ],
)
def test_falls_that_shrink_or_grow_are_told(losses: tuple[float, ...], word: str) -> None:
    found = bending(minima(*losses))
    assert (word in found[0]) if word else not found


def test_falls_are_compared_by_their_step_in_budget() -> None:
    uneven = [
        m.model_copy(update={"flops": f}) for m, f in zip(minima(2.0, 1.8, 1.71), (1e11, 4e11, 8e11), strict=True)
    ]
    assert not bending(uneven)


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
