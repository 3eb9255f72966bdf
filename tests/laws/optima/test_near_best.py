"""The bottom of a cell: exact on a square surface, and a counted reason where there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table
from foretell.laws.optima.near_best import bottoms

Of = Callable[[np.ndarray], np.ndarray]


def cell(x: np.ndarray, b: np.ndarray, ln_loss: np.ndarray) -> Table:
    n = len(x)
    told = {"learning_rate": np.exp(x), "batch_tokens": np.exp(b)}
    return Table(np.full(n, 1e8), np.full(n, 1e10), np.full(n, 6e18), np.exp(ln_loss), more=told)


def grid(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, b = np.meshgrid(-6.0 + at, 13.0 + at)
    return x.ravel(), b.ravel()


STEPS = np.linspace(-1.2, 1.2, 7)


@given(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.floats(0.005, 0.02), st.floats(0.005, 0.02), st.floats(-0.7, 0.7))
def test_a_square_surface_has_its_bottom_and_curvatures_found(
    u: float, v: float, p: float, q: float, tilt: float
) -> None:
    x, b = grid(STEPS)
    cross = tilt * np.sqrt(p * q)
    s, t = x + 6.0 - u, b - 13.0 - v
    found = bottoms(cell(x, b, 1.0 + p * s * s / 2.0 + cross * s * t + q * t * t / 2.0))
    assert not found.excluded
    assert (found.ln_rate[0], found.ln_batch[0]) == pytest.approx((-6.0 + u, 13.0 + v), abs=1e-6)
    assert found.rate_curvature[0] == pytest.approx(p * (1.0 - tilt**2), rel=1e-5)
    assert found.batch_curvature[0] == pytest.approx(q * (1.0 - tilt**2), rel=1e-5)


def test_runs_far_above_the_lowest_do_not_matter() -> None:
    x, b = grid(STEPS)
    surface = 1.0 + 0.01 * (x + 6.1) ** 2 + 0.01 * (b - 13.1) ** 2
    wild = np.where(surface > surface.min() + 0.013, surface + 3.0, surface)
    assert bottoms(cell(x, b, wild)).ln_rate == pytest.approx(bottoms(cell(x, b, surface)).ln_rate, abs=1e-12)


@pytest.mark.parametrize(
    ("steps", "of_x", "reason"),
    [
        (STEPS[:2], lambda x: 0.001 * x * x, "cell_of_few_near_best"),
        (STEPS, lambda x: 0.1 * np.abs(x), "cell_of_few_near_best"),
        (STEPS / 4.0, lambda x: 0.01 * x - 0.004 * x * x, "cell_without_a_bottom"),
        (STEPS / 4.0, lambda x: 0.01 * x + 0.001 * x * x, "bottom_outside_the_near_best"),
    ],
)
def test_a_cell_without_a_bottom_is_left_out_and_counted(steps: np.ndarray, of_x: Of, reason: str) -> None:
    x, b = grid(steps)
    found = bottoms(cell(x, b, 1.0 + of_x(x + 6.0) + 0.01 * (b - 13.0) ** 2))
    assert found.excluded == {reason: len(x)}
    assert len(found.rows) == len(found.ln_rate) == 0


def test_runs_that_tell_no_rate_or_batch_are_left_out() -> None:
    x, b = grid(STEPS)
    table = cell(x, b, 1.0 + 0.01 * (x + 6.1) ** 2 + 0.01 * (b - 13.1) ** 2)
    table.more["learning_rate"][:2] = np.nan, 0.0
    table.more["batch_tokens"][2:4] = np.inf, -1.0
    found = bottoms(table)
    assert found.excluded == {"no_learning_rate_or_batch": 4}
    assert found.ln_rate == pytest.approx([-6.1], abs=1e-6)


def test_no_runs_have_no_bottoms() -> None:
    nothing = np.empty(0)
    assert len(bottoms(cell(nothing, nothing, nothing)).rows) == 0
