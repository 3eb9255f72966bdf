"""The rules: they meet the tiny recipe where it was measured, and Hoffmann's twenty tokens where he measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.draft import TINY
from foretell.draft.sizes import (
    BEYOND,
    MAX_ASPECT,
    MIN_SIZES,
    best_size,
    best_tokens,
    context_for,
    is_centred,
    ladder_for,
    layers_for,
    target_width,
    tokens_a_step,
    width_near,
)
from foretell.models.flops import effective_params, shape_of
from foretell.recipe import cells_of
from foretell.training import Ladder, ladder

targets = st.floats(min_value=11.5, max_value=20.0).map(lambda power: 10.0**power)


@given(flops=targets)
def test_size_and_tokens_spend_the_budget(flops: float) -> None:
    assert 6.0 * best_size(flops) * best_tokens(flops) == pytest.approx(flops)


def test_twenty_tokens_a_parameter_near_chinchillas_smallest_budgets() -> None:
    """Hoffmann et al. 2022, table 3: about 20 tokens a parameter; their IsoFLOP budgets start at 6e18."""
    assert best_tokens(6e18) / best_size(6e18) == pytest.approx(20.0, rel=0.05)


def test_the_rule_draws_the_tiny_ladder() -> None:
    drawn = ladder_for(10.0**12.5, TINY.tokenize.vocabulary)
    assert drawn.widths == TINY.ladder.widths
    assert drawn.budgets == TINY.ladder.budgets
    assert (drawn.layers, drawn.context, drawn.sequences) == (2, 64, 16)


@given(params=st.floats(min_value=2e4, max_value=1e9), layers=st.integers(2, 30))
def test_no_neighbour_is_nearer(params: float, layers: int) -> None:
    width = width_near(params, layers, 1024, 64)

    def ratio(width: int) -> float:
        size = effective_params(shape_of(width, layers, 1024, 64))
        return max(size / params, params / size)

    step = 8 if width < 32 else 16
    assert all(ratio(width) <= ratio(other) for other in (width - step, width + step) if other > 0)


@given(flops=targets)
def test_layers_are_the_fewest_and_grow_slowly(flops: float) -> None:
    layers, context = layers_for(flops, 512), context_for(flops)
    assert width_near(best_size(flops), layers, 512, context) <= MAX_ASPECT * layers
    if layers > 2:
        assert width_near(best_size(flops), layers - 1, 512, context) > MAX_ASPECT * (layers - 1)
    assert layers <= layers_for(10.0 * flops, 512) <= 2 * layers + 1


@given(flops=targets)
def test_a_ladder_leads_up_to_its_target(flops: float) -> None:
    drawn = ladder_for(flops, 512)
    assert max(drawn.budgets) == pytest.approx(flops / BEYOND, rel=0.01)
    assert drawn.sequences * drawn.context <= max(tokens_a_step(flops), drawn.context)
    assert min(drawn.widths) <= target_width(flops, drawn, 512) <= 1.3 * max(drawn.widths)


@pytest.mark.parametrize("power", [12.5, 14, 16, 18])
def test_each_budget_keeps_its_best_size_between_others(power: float) -> None:
    drawn = ladder_for(10.0**power, 2048)
    assert is_centred(drawn, 2048)
    cells = cells_of(ladder(drawn, 2048))
    for budget in drawn.budgets:
        sizes = sorted(effective_params(cell.shape) for cell in cells if cell.budget == budget)
        assert len(sizes) >= MIN_SIZES
        assert sizes[0] < best_size(budget) < sizes[-1]


def test_a_ladder_to_one_side_is_not_centred() -> None:
    assert not is_centred(Ladder(widths=(96, 112, 128)), 1024)
    assert not is_centred(Ladder(budgets=(1.0,)), 1024)
