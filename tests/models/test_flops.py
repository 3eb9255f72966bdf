"""Parameters and FLOPs, by hand and against what torch counts."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from foretell.models.flops import effective_params, flops_per_token, params, params_no_embed, shape_of
from foretell.models.loss import mean_nats
from foretell.models.transformer import Transformer
from foretell.nouns import Shape

SHAPES = st.builds(
    shape_of,
    width=st.integers(1, 8).map(lambda n: 8 * n),
    layers=st.integers(1, 3),
    vocabulary=st.integers(2, 90),
    context=st.integers(2, 24),
)


def test_a_shape_by_hand() -> None:
    shape = shape_of(width=48, layers=2, vocabulary=1000, context=64)
    assert (shape.heads, shape.head_width, shape.feed_forward) == (3, 16, 128)
    block = 4 * 48 * 48 + 3 * 48 * 128  # 9,216 + 18,432 = 27,648
    assert params_no_embed(shape) == 2 * block + 5 * 48 == 55_536
    assert params(shape) == 55_536 + 2 * 1000 * 48 == 151_536
    matrices = 2 * block + 1000 * 48  # the embedding is looked up, not multiplied
    assert flops_per_token(shape) == 6 * matrices + 12 * 2 * 64 * 48 == 693_504
    assert effective_params(shape) == 115_584


@given(SHAPES)
def test_a_shape_has_whole_heads_and_a_feed_forward_of_at_least_8_thirds(shape: Shape) -> None:
    assert shape.heads * shape.head_width == shape.width
    assert shape.head_width in (8, 16)
    assert 0 <= shape.feed_forward - 8 * shape.width / 3 < 16
    assert shape.feed_forward % 16 == 0


@pytest.mark.parametrize("width", [0, -8, 12, 20])
def test_a_width_that_no_head_divides_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match=f"positive multiple of 8, so that heads divide it; {width} is not"):
        shape_of(width, 1, 10, 10)


@given(SHAPES)
@settings(max_examples=20, deadline=None)
def test_parameters_are_those_of_the_model(shape: Shape) -> None:
    model = Transformer(shape)
    assert params(shape) == sum(p.numel() for p in model.parameters())
    embedding, head = model.model.embed_tokens.weight, model.lm_head.weight
    assert params_no_embed(shape) == params(shape) - embedding.numel() - head.numel()


def test_flops_are_what_torch_counts() -> None:
    """Attention as plain products, so that the counter sees them; forward and backward of the whole loss."""
    shape, rows = shape_of(width=32, layers=2, vocabulary=70, context=24), 3
    model = Transformer(shape)
    windows = torch.randint(70, (rows, shape.context + 1))
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        counter = FlopCounterMode(display=False)
        with counter:
            mean_nats(model, windows).backward()
    tokens = rows * shape.context
    assert counter.get_total_flops() == pytest.approx(tokens * flops_per_token(shape), rel=1e-9)
