"""The schedule's values, by hand and by property."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.models.flops import shape_of
from foretell.nouns import Rung
from foretell.training.schedule import rate_share

SHAPE = shape_of(8, 1, 10, 4)
RUNGS = st.builds(
    lambda warmup, stay, decay: Rung(
        shape=SHAPE, last_step=stay + decay, decay_from=stay if decay else None, warmup_steps=warmup
    ),
    st.integers(0, 20),
    st.integers(1, 50),
    st.integers(0, 50),
)


def test_values_by_hand() -> None:
    rung = Rung(shape=SHAPE, last_step=13, decay_from=10, warmup_steps=4)
    assert [rate_share(rung, step) for step in range(5)] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert [rate_share(rung, step) for step in (9, 10, 11, 12, 13)] == pytest.approx(
        [1.0, 1 - 0.25**0.5, 1 - 0.5**0.5, 1 - 0.75**0.5, 0.0]
    )


@given(RUNGS)
def test_it_rises_stays_and_falls_and_every_step_learns(rung: Rung) -> None:
    shares = [rate_share(rung, step) for step in range(rung.last_step)]
    assert all(0.0 < share <= 1.0 for share in shares)
    top = rung.last_step if rung.decay_from is None else rung.decay_from
    assert shares[:top] == sorted(shares[:top])
    if rung.decay_from is not None and rung.decay_from >= rung.warmup_steps:
        assert shares[top:] == sorted(shares[top:], reverse=True)
        assert rate_share(rung, rung.last_step) == pytest.approx(0.0)


@given(RUNGS, st.integers(0, 49))
def test_a_trunk_has_the_rates_of_the_branch_before_it_decays(rung: Rung, step: int) -> None:
    if step < (rung.decay_from or 0):
        trunk = rung.model_copy(update={"decay_from": None, "last_step": rung.decay_from})
        assert rate_share(trunk, step) == rate_share(rung, step)
