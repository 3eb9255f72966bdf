"""Ladders from a known law, for recovery tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Table
from tests.laws.gadre import Gadre

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@pytest.fixture
def ladder() -> Callable[..., Table]:
    """A function that simulates a grid of budgets × sizes about the optimum, with noise on ln L."""

    def simulate(loss: Loss, budgets: np.ndarray, centre: Callable, sizes: int = 7, noise: float = 0.002) -> Table:
        C = np.repeat(budgets, sizes)
        spread = np.tile(np.geomspace(0.35, 2.8, sizes), len(budgets))
        N = centre(C) * spread
        D = C / (6.0 * N)
        error = np.random.default_rng(7).normal(0.0, noise, len(C))
        return Table(N, D, C, loss(N, D, C) * np.exp(error))

    return simulate


@pytest.fixture
def chinchilla_ladder(ladder: Callable[..., Table]) -> Table:
    """Five budgets of seven sizes from L = 1.8 + 480 N^−.35 + 2100 D^−.37."""
    return ladder(
        lambda N, D, C: 1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37,
        np.geomspace(1e18, 1e21, 5),
        lambda C: 0.12 * C**0.5,
    )


@pytest.fixture
def valley_ladder(ladder: Callable[..., Table]) -> Table:
    """Five budgets of seven sizes from ln(L − .4) = 4.2 − .14 ln C + .05 (ln N − ln N*)², N* = 1.4 C^.45."""
    return ladder(
        lambda N, D, C: 0.4 + np.exp(4.2 - 0.14 * np.log(C) + 0.05 * np.log(N / (1.4 * C**0.45)) ** 2),
        np.geomspace(1e12, 1e13, 5),
        lambda C: 1.4 * C**0.45,
    )


@pytest.fixture
def senseless() -> Callable[[str], Table]:
    """A grid of budgets and sizes whose loss is no function of compute that a law knows, by name."""

    def table(name: str) -> Table:
        C = np.repeat(np.geomspace(1e18, 1e20, 5), 6)
        N = 0.1 * C**0.5 * np.tile(np.geomspace(0.3, 3.0, 6), 5)
        valley = 0.03 * np.log(N / (0.1 * C**0.5)) ** 2
        loss = {
            "rising": 2.0 + 0.1 * np.log(C / 1e18) + valley,
            "equal": np.full(len(C), 3.0),
            "noise": 3.0 * np.exp(np.random.default_rng(0).normal(0.0, 0.01, len(C))),
            "no effect of size": 2.0 + 3000.0 * (C / (6 * N)) ** -0.37,
        }
        return Table(N, C / (6 * N), C, loss[name])

    return table


@pytest.fixture
def gadre(shared: Path) -> Gadre:
    """The runs of Gadre et al. 2024."""
    return Gadre(shared / "reference/scaling")
