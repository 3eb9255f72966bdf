"""A ladder's laws and one of its rungs."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Fit, Table, fit_table
from foretell.models.flops import effective_params, shape_of
from foretell.nouns import Law, Rung

WIDTHS, BUDGETS = (24, 32, 48, 64, 96), 1e11 * 10.0 ** (np.arange(5) / 4)


@pytest.fixture
def cells() -> Table:
    """The default ladder's grid, with losses of a known valley and a little noise."""
    N = np.tile([effective_params(shape_of(width, 2, 1024, 64)) for width in WIDTHS], len(BUDGETS))
    C = np.repeat(BUDGETS, len(WIDTHS))
    u = 3.2 - 0.12 * np.log(C) + 0.05 * np.log(N / (0.9 * C**0.44)) ** 2
    return Table(N, C / (6 * N), C, (0.3 + np.exp(u)) * np.exp(np.random.default_rng(3).normal(0, 0.003, len(C))))


@pytest.fixture
def laws(cells: Table) -> list[Law]:
    forms = ("chinchilla.parametric", "valley", "valley.no_floor")
    return [fit_table(cells, Fit(form=form, draws=30)) for form in forms]


@pytest.fixture
def branch() -> Rung:
    """A decay branch as the ladder plans it."""
    shape = shape_of(48, 2, 1024, 64)
    return Rung(shape=shape, seed=5, first_step=800, last_step=1000, decay_from=800, budget=1e12, matrix_rate=0.02)
