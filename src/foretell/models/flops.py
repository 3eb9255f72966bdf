"""How large a model is and what a token costs. Torch-free, and the only place where this is counted.

Letters: L layers, d width, h heads × head width, f feed-forward, V vocabulary, T context.
"""

from __future__ import annotations

from foretell.nouns import Shape


def shape_of(width: int, layers: int, vocabulary: int, context: int) -> Shape:
    """The Llama-shaped model of this width: heads of 16 (of 8 where 16 does not divide), feed-forward 8/3 of the width.

    Raises ValueError for a width that no head of 8 divides.
    """
    if width % 8 or width <= 0:
        raise ValueError(f"A width must be a positive multiple of 8, so that heads divide it; {width} is not.")
    head_width = 16 if width % 16 == 0 else 8
    feed_forward = -(-8 * width // 48) * 16  # rounded up to a multiple of 16
    return Shape(
        layers=layers,
        width=width,
        heads=width // head_width,
        head_width=head_width,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        context=context,
    )


def _block_matrices(shape: Shape) -> int:
    """Parameters of one block's matrices: 4 d h (query, key, value, output) + 3 d f (gate, up, down)."""
    attention_width = shape.heads * shape.head_width
    return 4 * shape.width * attention_width + 3 * shape.width * shape.feed_forward


def params_no_embed(shape: Shape) -> int:
    """Parameters without the embedding and the output head: L (4dh + 3df) + (2L + 1) d for the norms."""
    return shape.layers * _block_matrices(shape) + (2 * shape.layers + 1) * shape.width


def params(shape: Shape) -> int:
    """All parameters; embedding and head are separate matrices of V × d."""
    return params_no_embed(shape) + 2 * shape.vocabulary * shape.width


def flops_per_token_no_attention(shape: Shape) -> float:
    """Training FLOPs per token of the matrices alone: 6 × (block matrices + head)."""
    return 6.0 * (shape.layers * _block_matrices(shape) + shape.vocabulary * shape.width)


def flops_per_token(shape: Shape) -> float:
    """Training FLOPs per token: 6 × (block matrices + head) + 12 L T h for attention scores and mixtures.

    Kaplan et al. 2020, §2.1, counted three times (forward once, backward twice), with the head and full,
    unmasked attention: what the kernels do.
    """
    attention = 12.0 * shape.layers * shape.context * shape.heads * shape.head_width
    return flops_per_token_no_attention(shape) + attention


def effective_params(shape: Shape) -> float:
    """The N for which C = 6 N D holds exactly: FLOPs per token / 6."""
    return flops_per_token(shape) / 6.0
