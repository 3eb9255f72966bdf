from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Fit, Table
from foretell.laws.forms.isoflop import ISOFLOP
from foretell.laws.optima.minima import Curve, curve, noisy_copies, parabola, way_for
from foretell.laws.optima.minima_doubts import doubts, exponents_by_way
from foretell.laws.tables.budgets import budgets
from tests.laws.refinedweb import BY_INTERPOLATION, sweeps

OFF = 0.015  # in the exponent


def told_of(curves: list[Curve]) -> str:
    way, *missed = way_for(curves)
    return " ".join(doubts(curves, noisy_copies(curves, way, 200, 0), way, (missed[0], missed[1])))


def budgets_of(
    shape: Callable[[np.ndarray], np.ndarray], sizes: np.ndarray, noise: float = 1e-4, seed: int = 0
) -> list[Curve]:
    """Six budgets, a factor of four apart, whose minima lie on C^0.5; `sizes` [n] are of ln (N / N*)."""
    random = np.random.default_rng(seed)
    return [
        Curve(len(sizes), x, x, 0.5 * x + sizes, shape(sizes) + random.normal(0.0, noise, len(sizes)))
        for x in np.log(4.0) * np.arange(6)
    ]


def inside(table: Table) -> list[Curve]:
    found = [curve(table, rows) for rows in budgets(table)]
    return [each for each in found if 0 < each.y.argmin() < len(each.x) - 1]


@pytest.mark.parametrize("name", BY_INTERPOLATION)
def test_interpolation_gives_the_exponents_found_by_akima(name: str, shared: Path) -> None:
    curves = inside(sweeps(shared)[name].table)
    found = exponents_by_way(curves, [each.y[None] for each in curves])
    assert found["interpolation"][0] == pytest.approx(BY_INTERPOLATION[name], abs=3e-4)


@pytest.mark.parametrize("name", BY_INTERPOLATION)
def test_a_biased_parabola_is_warned_of_on_the_sweeps_of_porian(name: str, shared: Path) -> None:
    curves = inside(sweeps(shared)[name].table)
    found = exponents_by_way(curves, [each.y[None] for each in curves])
    off = {way: abs(float(drawn[0]) - BY_INTERPOLATION[name]) for way, drawn in found.items()}
    assert off["a parabola through 3 sizes"] < 0.045
    assert off["through 7"] < 0.03
    assert max(off.values()) > OFF  # by one parabola or another, on every sweep
    warnings = ISOFLOP.estimate(sweeps(shared)[name].table.sorted(), Fit(form="chinchilla.isoflop"), 100).warnings
    (line,) = (line for line in warnings if "A parabola is biased" in line)
    for drawn in found.values():
        assert f"{drawn[0]:.3f}" in line


def test_clean_parabolas_are_not_doubted() -> None:
    doubted = [bool(told_of(budgets_of(lambda x: 0.03 * x**2, np.linspace(-1.2, 1.2, 7), 0.004, s))) for s in range(50)]
    assert sum(doubted) <= 3


def test_ways_that_differ_by_more_than_noise_are_told() -> None:
    """Each budget's grid lies elsewhere, and its smallest sizes rise steeply, though not so that parabolas give way."""
    curves = []
    for i, ln_C in enumerate(np.log(4.0) * np.arange(6)):
        off = np.linspace(-2.3 + 0.2 * i, 1.5 + 0.2 * i, 8)
        y = 0.03 * off**2 + 0.002 * np.exp(-1.4 * off) + np.random.default_rng(i).normal(0.0, 1e-3, 8)
        curves.append(Curve(8, ln_C, ln_C, 0.5 * ln_C + off, y))
    assert way_for(curves)[0] is parabola
    assert "How the minima are found decides the exponent" in told_of(curves)
    assert "A parabola is biased" in told_of(curves)


@pytest.mark.parametrize(("sizes", "side"), [((-0.6, 3.0), "smallest"), ((-3.0, 0.6), "largest")])
def test_a_grid_beside_its_minima_is_told_with_what_to_add(sizes: tuple[float, float], side: str) -> None:
    told = told_of(budgets_of(lambda x: 0.03 * x**2, np.linspace(*sizes, 7)))
    assert "The grids lie beside their minima" in told
    assert f"to the {side}" in told
    assert f"Add {'smaller' if side == 'smallest' else 'larger'} sizes" in told


@pytest.mark.parametrize(("lean", "said"), [(0.01, "towards large sizes"), (-0.01, "towards small sizes"), (0.0, "")])
def test_a_leaning_curve_is_told(lean: float, said: str) -> None:
    told = told_of(budgets_of(lambda x: 0.05 * x**2 + lean * x**3, np.linspace(-1.2, 1.2, 9)))
    assert ("The curves lean" in told) == bool(said)
    assert said in told


def test_chinchilla_curves_of_like_exponents_do_not_lean(chinchilla_ladder: Table) -> None:
    assert "lean" not in told_of(inside(chinchilla_ladder))


def test_thin_budgets_are_told() -> None:
    shape, sizes = lambda x: 0.05 * x**2, np.linspace(-1.0, 1.0, 9)
    assert "the runs do not tell their noise; 0.4% was assumed" in told_of(budgets_of(shape, sizes[::4]))
    mixed = budgets_of(shape, sizes)[:4] + budgets_of(shape, sizes[2:6])[4:]
    assert "2 of 6 budgets have fewer than 5 sizes" in told_of(mixed)


def test_every_way_finds_the_exponent_of_clean_parabolas() -> None:
    curves = budgets_of(lambda x: 0.05 * x**2, np.linspace(-1.0, 1.0, 9), noise=0.0)
    copies = noisy_copies(curves, parabola, 10, 0)
    for drawn in exponents_by_way(curves, copies).values():
        assert drawn[0] == pytest.approx(0.5, abs=1e-3)
