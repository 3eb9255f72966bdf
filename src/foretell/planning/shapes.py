"""A concrete shape for a size: layers, width, heads and feed-forward of a model of so many parameters.

Width over layers follows the shapes of the field. It grows slowly: 64 at 10^8 parameters and as N^0.1, which is a fit
by eye to Pythia (Biderman et al. 2023), Chinchilla (Hoffmann et al. 2022, table A9), LLaMA (Touvron et al. 2023) and
PaLM (Chowdhery et al. 2022), all within a factor of 1.8. Deeper models gain less and less from depth (Levine et al.
2020, arXiv 2006.12467), and loss is nearly flat over a 40-fold range of the ratio (Kaplan et al. 2020, arXiv
2001.08361, §3.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from foretell.models.flops import effective_params, params, params_no_embed
from foretell.nouns import Shape

ASPECT, ASPECT_AT, ASPECT_GROWTH = 64.0, 1e8, 0.1  # width over layers
SMALL = 1e7  # parameters, below which widths go in steps of 8
FEED_FORWARD = 8.0 / 3.0  # of the width: as many parameters as 4 d without a gate (Shazeer 2020, arXiv 2002.05202)
LARGE_HEAD = 128  # width of a head
MOST_OFF = 0.2  # of the feed-forward, from that
TOLERANCE = 0.03
# From this width on heads come in eights: tensor parallelism gives each of 8 devices as many of them (Shoeybi et al.
# 2019, arXiv 1909.08053, section 3).
PARALLEL, HEADS = 4096, 8
SMALLEST, LARGEST = 1e5, 1e13
EMBEDDED = 1.0 / 3.0  # the share of its parameters that a small model's embedding and head may have
LARGEST_VOCABULARY, SMALLEST_VOCABULARY = 32_768, 256
Count = Callable[[Shape], float]
COUNTS: dict[str, Count] = {
    "params": params,
    "params_no_embed": params_no_embed,
    "effective": effective_params,
}


def shape_for(size: float, vocabulary: int | None = None, context: int = 2048, count: str = "params") -> Shape:
    """The shape whose count is within 3 % of `size`, with the ratios nearest to those of the field.

    `count` is "params", "params_no_embed" or "effective" (the N of C = 6 N D). Width is a multiple of 128, of 8 below
    10^7; heads are 128 wide from width 2048 (eights of them from 4096), else 64, and 8 in small models; the
    feed-forward takes up what is left, within a fifth of 8/3 of the width. Without a `vocabulary`: the largest power of
    two up to 32,768 whose embedding and head hold no more than a third of the parameters.
    Raises ValueError for a size under 10^5 or over 10^13, and for one that this vocabulary or context leaves no room.
    """
    _check(size, vocabulary, context, count)
    entries = usual_vocabulary(size) if vocabulary is None else vocabulary
    found = [shape for shape in _candidates(size, entries, context, COUNTS[count]) if _near(shape, size, count)]
    if not found:
        raise ValueError(
            f"No shape has {size:.3g} parameters ({count}) with a vocabulary of {entries:,} and a context of "
            f"{context:,}: embedding, head or attention take too large a part. Ask for a larger model, a smaller "
            "vocabulary or a shorter context."
        )
    return min(found, key=lambda shape: _oddness(shape, size))


def aspect(size: float) -> float:
    """Width over layers of a model of so many parameters."""
    return float(ASPECT * (size / ASPECT_AT) ** ASPECT_GROWTH)


def usual_vocabulary(size: float) -> int:
    """The largest power of two, from 256 to 32,768, whose embedding and head are no more than a third of the model."""
    room = EMBEDDED * size / (2.0 * _usual_width(size))
    power = math.floor(math.log2(max(room, 1.0)))
    return min(max(1 << power, SMALLEST_VOCABULARY), LARGEST_VOCABULARY)


def _usual_width(size: float) -> float:
    """From N = 12 L d² (Kaplan et al. 2020, §2.1) and the ratio d / L."""
    return float((size * aspect(size) / 12.0) ** (1.0 / 3.0))


def _candidates(size: float, vocabulary: int, context: int, counted: Count) -> Iterator[Shape]:
    """For every width from a quarter to twice the usual, the two depths between which the size lies."""
    step = 8 if size < SMALL else 128
    usual = _usual_width(size)
    for width in range(math.ceil(usual / 4.0 / step) * step, math.ceil(2.0 * usual / step) * step + 1, step):
        if width > PARALLEL and width // LARGE_HEAD % HEADS:
            continue
        bare = Shape(
            layers=1,
            width=width,
            **_heads(width, size),
            feed_forward=round(FEED_FORWARD * width),
            vocabulary=vocabulary,
            context=context,
        )
        layer = counted(bare.model_copy(update={"layers": 2})) - counted(bare)
        depth = 1.0 + (size - counted(bare)) / layer
        for layers in {max(math.floor(depth), 1), max(math.ceil(depth), 1)}:
            yield from _filled(size, bare.model_copy(update={"layers": layers}), counted)


def _filled(size: float, usual: Shape, counted: Count) -> Iterator[Shape]:
    """The shape with the feed-forward that brings it to its size, unless that is far from 8/3 of the width."""
    step = 8 if size < SMALL else 64
    missing = (size - counted(usual)) / (3.0 * usual.layers * usual.width)  # a feed-forward of f has 3 d f a layer
    feed_forward = round((usual.feed_forward + missing) / step) * step
    if abs(feed_forward / (FEED_FORWARD * usual.width) - 1.0) <= MOST_OFF:
        yield usual.model_copy(update={"feed_forward": feed_forward})


def _heads(width: int, size: float) -> dict[str, int]:
    head_width = (16 if width % 16 == 0 else 8) if size < SMALL else LARGE_HEAD if width >= 2048 else 64
    return {"heads": width // head_width, "head_width": head_width}


def _near(shape: Shape, size: float, count: str) -> bool:
    return abs(COUNTS[count](shape) / size - 1.0) <= TOLERANCE


def _oddness(shape: Shape, size: float) -> float:
    """How far the ratios are from the field's, in logs."""
    ratio = math.log(shape.width / shape.layers / aspect(size))
    return abs(ratio) + 2.0 * abs(math.log(shape.feed_forward / (FEED_FORWARD * shape.width)))


def _check(size: float, vocabulary: int | None, context: int, count: str) -> None:
    if count not in COUNTS:
        raise ValueError(f"There is no count of parameters named {count!r}. Counts: {', '.join(COUNTS)}.")
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"Shapes are known from {SMALLEST:.0e} to {LARGEST:.0e} parameters, and {size:g} is outside.")
    for name, number in (("vocabulary", vocabulary), ("context", context)):
        if number is not None and number < 1:
            raise ValueError(f"A {name} has one token or more, and {number} is none.")
