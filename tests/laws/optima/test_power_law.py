from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws.optima.power_law import exponent_of, line
from tests.laws.refinedweb import BY_INTERPOLATION, sweeps

C = np.geomspace(1e16, 1e20, 6)


@given(st.floats(0.1, 1.5), st.floats(-20.0, 5.0))
def test_a_power_law_is_found_exactly(a: float, ln_k: float) -> None:
    found = exponent_of(C, np.exp(ln_k) * C**a)
    np.testing.assert_allclose(found, (a, ln_k), rtol=1e-6, atol=1e-6)


def test_an_optimum_counts_by_its_inverse_variance() -> None:
    """The normal equations of weighted least squares, solved by other means."""
    random = np.random.default_rng(0)
    N, sd = C**0.5 * np.exp(random.normal(0.0, 0.2, 6)), random.uniform(0.05, 0.5, 6)
    a, ln_k = exponent_of(C, N, sd)
    slope, level = np.polyfit(np.log(C), np.log(N), 1, w=1.0 / sd)
    assert (a, ln_k) == pytest.approx((slope, level))
    assert a != pytest.approx(exponent_of(C, N)[0], abs=1e-4)


def test_an_optimum_without_error_does_not_take_all() -> None:
    sd = np.array([0.0, 0.1, 0.1, 0.1])
    slope, _ = line(np.arange(4.0), np.array([[0.0, 1.0, 2.0, 4.0]]), sd)
    assert 1.0 < slope[0] < 1.5


@pytest.mark.parametrize("name", BY_INTERPOLATION)
def test_published_optima_give_the_published_exponents(name: str, shared: Path) -> None:
    sweep = sweeps(shared)[name]
    flops, params, sd = sweep.optima
    a, ln_k = exponent_of(flops, params)
    assert a == pytest.approx(sweep.exponent, abs=1e-4)
    assert np.exp(ln_k) == pytest.approx(sweep.coefficient, rel=1e-6)
    assert exponent_of(flops, params, sd)[0] == pytest.approx(sweep.weighted, abs=1e-4)


@pytest.mark.parametrize(
    ("flops", "params", "sd", "said"),
    [
        ([1e18, 1e18], [1e7, 2e7], None, "two budgets at least"),
        ([], [], None, "two budgets at least"),
        ([1e18, 1e19], [1e7], None, "columns of one length, and params has the shape"),
        ([1e18, 1e19], [1e7, -1.0], None, "positive, finite numbers, and params holds others"),
        ([1e18, np.inf], [1e7, 2e7], None, "positive, finite numbers, and flops holds others"),
        ([1e18, 1e19], [1e7, 2e7], [0.1, np.nan], "positive, finite numbers, and sd holds others"),
    ],
)
def test_what_gives_no_line_is_refused(flops: list, params: list, sd: list | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        exponent_of(flops, params, sd)
