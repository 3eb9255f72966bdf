from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table, optimum, predict
from foretell.laws.forms.isoflop import ISOFLOP
from tests.laws.refinedweb import BY_INTERPOLATION, sweeps

SPEC = Fit(form="chinchilla.isoflop")
BUDGETS = np.geomspace(1e18, 1e20, 5)


def loss(N: np.ndarray, D: np.ndarray, C: np.ndarray) -> np.ndarray:
    return np.exp(3.3 - 0.05 * np.log(C) + 0.03 * np.log(N / (0.2 * C**0.48)) ** 2)


def test_known_power_laws_lie_in_their_intervals(ladder: Callable[..., Table]) -> None:
    law = fit_table(ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48), SPEC)
    assert law.intervals["params_exponent"].low <= 0.48 <= law.intervals["params_exponent"].high
    assert law.intervals["tokens_exponent"].low <= 0.52 <= law.intervals["tokens_exponent"].high
    assert law.intervals["b"].centre == pytest.approx(0.05, abs=0.002)
    assert predict(law, 1e21)[0][0] == pytest.approx(np.exp(3.3 - 0.05 * np.log(1e21)), rel=0.01)
    assert optimum(law, 1e21)[0].centre == pytest.approx(0.2 * 1e21**0.48, rel=0.15)
    assert [m.interior for m in law.minima] == [True] * 5


def test_without_noise_the_law_is_exact(ladder: Callable[..., Table]) -> None:
    law = fit_table(ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48, noise=0.0), SPEC)
    true = (3.3, 0.05, 0.03, np.log(0.2), 0.48, -np.log(1.2), 0.52)
    np.testing.assert_allclose([law.coefficients[name] for name in law.names], true, rtol=1e-6)


def test_a_minimum_at_the_edge_is_left_out_and_counted(ladder: Callable[..., Table]) -> None:
    off_centre = ladder(loss, BUDGETS, lambda C: np.where(C > 9e19, 20.0, 1.0) * 0.2 * C**0.48)
    law = fit_table(off_centre, SPEC)
    assert law.excluded == {"minimum_at_edge": 7}
    assert [m.interior for m in law.minima] == [True] * 4 + [False]
    assert any("1 of 5 budgets have no minimum inside their sizes" in warning for warning in law.warnings)
    assert law.params_exponent == pytest.approx(0.48, abs=0.05)


def test_a_parabola_that_opens_downward_is_left_out_and_counted(ladder: Callable[..., Table]) -> None:
    t = ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48)
    hill = np.where(t.flops > 9e19, 2.0 / t.loss, t.loss)
    law = fit_table(Table(t.params, t.tokens, t.flops, hill), SPEC)
    assert law.excluded == {"parabola_opens_downward": 7}


def test_no_minimum_at_all_is_refused(ladder: Callable[..., Table]) -> None:
    with pytest.raises(ValueError, match="Only 0 of 5 budgets have their minimum inside their sizes"):
        fit_table(ladder(loss, BUDGETS, lambda C: 20 * 0.2 * C**0.48), SPEC)


def test_a_minimum_beyond_the_sizes_is_left_out_though_an_inner_size_is_the_lowest(
    ladder: Callable[..., Table],
) -> None:
    t = ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48)
    top = np.flatnonzero(t.flops > 9e19)
    falling = 2.0 * np.exp([0.0, -0.02, -0.04, -0.06, -0.08, -0.1, -0.098])  # the largest size had no luck
    L = t.loss.copy()
    L[top] = falling
    law = fit_table(replace(t, loss=L), SPEC)
    assert law.excluded == {"minimum_at_edge": 7}
    assert law.minima[-1].params > t.params[top].max()
    assert [m.interior for m in law.minima] == [True] * 4 + [False]
    with pytest.raises(ValueError, match=r"Only 0 of 5 .*: add larger sizes at 1e\+18, .*, 1e\+20 FLOPs"):
        fit_table(replace(t, loss=np.tile(falling, 5) * (t.flops / 1e18) ** -0.05), SPEC)


def test_eighty_percent_intervals_hold_the_truth_about_eighty_times_in_a_hundred(ladder: Callable[..., Table]) -> None:
    held = []
    table = ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48, noise=0.0)
    for seed in range(100):
        noise = np.random.default_rng(seed).normal(0.0, 0.004, len(table))
        noisy = replace(table, loss=table.loss * np.exp(noise)).sorted()
        drawn = ISOFLOP.exponents(ISOFLOP.estimate(noisy, SPEC, 100).draws)[0]
        low, high = np.quantile(drawn, [0.1, 0.9])
        held.append(low <= 0.48 <= high)
    assert 68 <= sum(held) <= 92  # three standard errors about 80


def test_equal_losses_are_refused_without_a_word_from_numpy(senseless: Callable[[str], Table]) -> None:
    with pytest.raises(ValueError, match="Only 0 of 5 budgets"):
        fit_table(senseless("equal"), SPEC)


@pytest.mark.parametrize("name", BY_INTERPOLATION)
def test_the_sweeps_of_porian_give_their_published_exponents(name: str, shared: Path) -> None:
    """From the runs themselves; of two settings a budget more than in the paper has its minimum at the edge."""
    sweep = sweeps(shared)[name]
    found = ISOFLOP.estimate(sweep.table.sorted(), SPEC, 200)
    exponent, drawn = float(found.coefficients[4]), found.draws[:, 4]
    assert exponent == pytest.approx(sweep.exponent, abs=0.015)
    assert exponent == pytest.approx(BY_INTERPOLATION[name], abs=0.005)
    low, high = np.quantile(drawn, [0.1, 0.9])
    assert low <= BY_INTERPOLATION[name] <= high
    assert high - low < 0.08
    assert sum(bottom.interior for bottom in found.minima) >= len(found.minima) - 2


def test_the_budgets_at_an_edge_are_named_with_what_to_add(ladder: Callable[..., Table]) -> None:
    with pytest.raises(ValueError, match=r"and chinchilla.isoflop needs two: add smaller sizes at 1e\+18, 3.16e\+18, "):
        fit_table(ladder(loss, BUDGETS, lambda C: 20 * 0.2 * C**0.48), SPEC)
    with pytest.raises(ValueError, match=r"add larger sizes at 1e\+18"):
        fit_table(ladder(loss, BUDGETS, lambda C: 0.05 * 0.2 * C**0.48), SPEC)


def test_one_budget_is_refused(ladder: Callable[..., Table]) -> None:
    with pytest.raises(ValueError, match="All 7 runs spent one budget"):
        fit_table(ladder(loss, BUDGETS[:1], lambda C: 0.2 * C**0.48), SPEC)


def test_budgets_of_two_sizes_are_refused(ladder: Callable[..., Table]) -> None:
    with pytest.raises(ValueError, match="needs two budgets of at least 3 sizes, and there are 0 of 5"):
        fit_table(ladder(loss, BUDGETS, lambda C: 0.2 * C**0.48, sizes=2), SPEC)
