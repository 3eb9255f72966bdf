"""The critical batch and the allocation that follows, beside what the paper prints."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import Table
from foretell.laws.critical_batch import (
    PF_DAY,
    PRINTED,
    CriticalBatch,
    above_converged,
    allocation,
    fewest_steps,
    least_compute,
    printed_path,
    tokens_against_overfitting,
    with_steps,
)


def test_at_the_critical_batch_steps_and_compute_are_twice_their_least() -> None:
    assert fewest_steps(100.0, 5.0, 5.0) == pytest.approx(50.0)
    assert least_compute(100.0, 5.0, 5.0) == pytest.approx(50.0)
    assert CriticalBatch().at(3.0) == pytest.approx(2e8 / 3.0 ** (1 / 0.21))


def test_the_allocation_of_the_rounded_constants() -> None:
    """The paper prints 0.054 and fits of 0.73, 0.24 and 0.03: its rounded constants give these to 0.05 only."""
    found = allocation()
    assert 1 / found.loss == pytest.approx(1 / 0.076 + 1 / 0.76 + 1 / 0.21)
    assert found.loss == pytest.approx(0.054, abs=0.0025)
    assert found.params + found.batch + found.steps == pytest.approx(1.0)
    for name in ("params", "batch", "steps", "tokens"):
        assert getattr(found, name) == pytest.approx(getattr(PRINTED, name), abs=0.051)
    with pytest.raises(ValueError, match="above zero"):
        allocation(alpha_S=0.0)


def test_the_rules_of_thumb() -> None:
    assert above_converged() == pytest.approx(0.10, abs=0.005)
    assert tokens_against_overfitting(1e9) == pytest.approx(5e3 * 1e9**0.74)
    path = printed_path(PF_DAY)
    assert (path.params, path.batch, path.steps, path.tokens) == pytest.approx((1.3e9, 2e6, 5.4e3, 2e10))
    with pytest.raises(ValueError, match="positive, finite"):
        printed_path(float("nan"))


def test_a_table_that_tells_its_batches_gets_its_steps() -> None:
    D = np.array([1e9, 2e9])
    table = Table(D / 20, D, 6 * D * D / 20, np.array([3.0, 2.8]), more={"batch_tokens": np.array([5e5, 5e5])})
    plain, corrected = with_steps(table), with_steps(table, CriticalBatch())
    np.testing.assert_allclose(plain.more["steps_min"], D / 5e5)
    assert (corrected.more["steps_min"] < plain.more["steps_min"]).all()
    assert (corrected.more["flops_min"] < table.flops).all()
    with pytest.raises(ValueError, match="1 of 2 runs tell no positive batch_tokens"):
        with_steps(Table(D, D, D, D, more={"batch_tokens": np.array([np.nan, 5e5])}))
