"""The target: the size of the law's optimum, trained as the ladder was."""

from __future__ import annotations

import math

from foretell.models.flops import effective_params, flops_per_token, shape_of
from foretell.nouns import Rung, Shape

WIDTH_STEP = 16
MAX_WIDTH = 65_536


def target(flops: float, params: float, template: Rung) -> Rung:
    """The rung that spends `flops` on about `params` effective parameters.

    Layers, context, vocabulary, batch, rates, warm-up, start and the share of decaying steps are those of `template`,
    any decay branch of the ladder; the width is the multiple of 16 nearest in ln N. It has no seal yet.
    """
    if template.decay_from is None:
        raise ValueError("The template is a trunk segment, whose learning rate never falls: give a decay branch.")
    shape = shape_near(params, template.shape)
    steps = round(flops / (flops_per_token(shape) * template.sequences * shape.context))
    if steps <= template.warmup_steps:
        raise ValueError(
            f"{flops:.3g} FLOPs buy {steps} steps of a model of width {shape.width}, and {template.warmup_steps} of "
            "them are warm-up: raise the budget."
        )
    decay_share = 1.0 - template.decay_from / template.last_step
    changed = {
        "shape": shape,
        "first_step": 0,
        "last_step": steps,
        "decay_from": round(steps * (1.0 - decay_share)),
        "budget": flops,
        "sealed": "",
    }
    return template.model_copy(update=changed)


def shape_near(params: float, like: Shape) -> Shape:
    """The shape of `like`'s layers, context and vocabulary whose effective N is nearest to `params` in ln N."""
    smaller = _shape(WIDTH_STEP, like)
    for width in range(2 * WIDTH_STEP, MAX_WIDTH + 1, WIDTH_STEP):
        larger = _shape(width, like)
        if effective_params(larger) >= params:
            return min(smaller, larger, key=lambda shape: abs(math.log(effective_params(shape) / params)))
        smaller = larger
    raise ValueError(
        f"{params:.3g} parameters in {like.layers} layers need a width over {MAX_WIDTH}: climb a ladder of more layers."
    )


def _shape(width: int, like: Shape) -> Shape:
    return shape_of(width, like.layers, like.vocabulary, like.context)
