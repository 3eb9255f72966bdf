from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table
from foretell.models.flops import shape_of
from foretell.nouns import Interval, Law, Rung, Tokens
from foretell.planning.lights import bending, distance, lights, lit, repeated
from foretell.planning.published import published_laws


def valley_of(floor: float, speed_up: float = 0.0, noise: float = 0.0, seed: int = 0, budgets: int = 5) -> Law:
    """The valley of a ladder of some budgets and five sizes whose loss has a floor, or speeds up."""
    C, ratio = (grid.ravel() for grid in np.meshgrid(1e11 * 1.78 ** np.arange(budgets), np.geomspace(0.3, 3.0, 5)))
    x = np.log(C / 1e11)
    reducible = (2.3 - floor) * np.exp(-0.12 * x * (1.0 + speed_up * x) + 0.05 * np.log(ratio) ** 2)
    loss = (floor + reducible) * np.exp(np.random.default_rng(seed).normal(0.0, noise, C.shape))
    N = 1e5 * np.sqrt(C / 1e11) * ratio
    return fit_table(Table(N, C / (6 * N), C, loss), Fit(form="valley", draws=20))


def test_a_ladder_that_bends_off_its_law_is_told() -> None:
    assert "likely low" in bending(valley_of(floor=0.0, speed_up=-0.08, budgets=8))[0]
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


def with_losses(law: Law, losses: Sequence[float]) -> Law:
    bottoms = zip(law.minima, losses, strict=True)
    return law.model_copy(update={"minima": tuple(m.model_copy(update={"loss": loss}) for m, loss in bottoms)})


@pytest.mark.parametrize(
    ("losses", "is_told"),
    [
        ((2.0, 1.9, 1.8, 1.7, 1.6), False),
        ((2.0, 1.9, 1.905, 1.7, 1.6), False),  # within the noise of two runs
        ((2.0, 1.9, 1.95, 1.7, 1.6), True),
        ((2.0, 2.1, 2.2, 2.3, 2.4), True),
        ((2.0, 2.0, 2.0, 2.0, 2.0), True),
    ],
)
def test_a_loss_that_does_not_fall_is_told(losses: Sequence[float], is_told: bool, laws: list[Law]) -> None:
    law = with_losses(laws[1], losses)
    found = " ".join(lights(law, 3.0, law.intervals["params_exponent"]))
    assert ("From budget to budget the loss does not fall: at" in found) is is_told


def test_a_law_from_a_paper_is_told_of_no_ladder_and_no_backtest() -> None:
    law = published_laws()[0]
    (found,) = lit(law, 192.0, Interval(centre=7e10, low=6e10, high=9e10))
    assert "192 times their largest" in found
    assert "7e+10 parameters, is outside theirs" in found
    assert not any(word in found for word in ("ladder", "back-test"))
    assert lit(law, 0.5, Interval(centre=1e9, low=9e8, high=2e9)) == ()


def test_a_multiple_far_below_one_is_not_rounded_to_nothing() -> None:
    assert "only 1.23e-09 of" in distance(1.234e-9)[0]


def test_a_target_that_must_repeat_its_text_is_told() -> None:
    rung = Rung(shape=shape_of(32, 2, 1024, 64), last_step=1000)  # 1,024,000 tokens
    counts = {"vocabulary": 1024, "end_of_text": 0, "held_out_tokens": 9, "bytes_per_token": 2.0, "sources": {}}
    few, enough = (Tokens(train_tokens=n, unique_tokens=n, **counts) for n in (256_000, 1_024_000))
    assert "4.0 epochs" in repeated(rung, few)[0]
    assert not repeated(rung, enough)
    assert not repeated(None, few)
    assert not repeated(rung, None)
