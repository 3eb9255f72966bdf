from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.models.flops import effective_params, flops_per_token, shape_of
from foretell.nouns import Rung
from foretell.planning.target import shape_near, target

LIKE = shape_of(48, 2, 1024, 64)


@given(st.floats(1e4, 1e9))
def test_the_nearest_width_in_ln_n(params: float) -> None:
    def distance(width: int) -> float:
        return abs(math.log(effective_params(shape_of(width, 2, 1024, 64)) / params))

    width = shape_near(params, LIKE).width
    assert width % 16 == 0
    assert all(distance(width) <= distance(w) for w in (width - 16, width + 16) if w > 0)


def test_the_target_is_trained_as_the_ladder_was(branch: Rung) -> None:
    rung = target(3.16e12, 2.6e5, branch)
    assert rung.shape == shape_of(80, 2, 1024, 64)
    assert rung.last_step == 1970 or abs(rung.last_step - 1970) < 10
    assert rung.decay_from == round(rung.last_step * 0.8)
    assert (rung.first_step, rung.seed, rung.matrix_rate, rung.warmup_steps) == (0, 5, 0.02, 32)
    assert rung.budget == 3.16e12
    assert rung.tokens * flops_per_token(rung.shape) == pytest.approx(3.16e12, rel=1e-3)


def test_impossible_targets_get_a_sentence(branch: Rung) -> None:
    with pytest.raises(ValueError, match="trunk segment"):
        target(1e12, 1e5, branch.model_copy(update={"decay_from": None}))
    with pytest.raises(ValueError, match=r"buy \d+ steps of a model of width 80, and 32 of them are warm-up"):
        target(1e10, 2.6e5, branch)
    with pytest.raises(ValueError, match="climb a ladder of more layers"):
        target(1e30, 1e15, branch)
