"""Rules by which a ladder is drawn around the best sizes, each with its source.

N is effective parameters (FLOPs per token / 6), D tokens, C FLOPs, so that C = 6 N D.
"""

from __future__ import annotations

import math
from itertools import count

from foretell.models.flops import effective_params, shape_of
from foretell.recipe import cells_of
from foretell.training import Ladder, ladder

BEST_AT_1E12 = 1.7e5  # N* of the tiny recipe's ladder: valley and IsoFLOP both 1.7e5 at 1e12 FLOPs
EXPONENT = 0.46  # of N* in C: Hoffmann et al. 2022, approach 3; the tiny ladder's own routes say 0.41 to 0.46
BEYOND = 10.0**0.5  # the target over the largest budget: a forecast over half a decade
BUDGETS, STEP = 5, 10.0**0.25  # budgets over one decade
SIZES, SMALLEST, LARGEST = 5, 0.65, 2.1  # widths, from that share of N* at the least budget to that of the largest
MAX_ASPECT = 64  # width over layers: Kaplan et al. 2020, figure 5, a wide flat optimum about it
HEAD_SHARE = 1 / 3  # of N*, at most, in the output head: our choice; larger models bear larger vocabularies
TINY = 3.16e12  # FLOPs of the tiny recipe's target, at which the growing rules start
STEPS_AT_BEST = 256  # at the least budget, so that a size of twice N* still has min_steps
MOST_CONTEXT = 1024
MIN_SIZES = 3  # at each budget, so that a curve has a bottom


def best_size(flops: float) -> float:
    """N*: the effective parameters of the best model that `flops` train."""
    return BEST_AT_1E12 * math.pow(flops / 1e12, EXPONENT)


def best_tokens(flops: float) -> float:
    """D* = C / 6 N*. Six tokens a parameter at 1e12 FLOPs, twenty (Hoffmann's) near 5e18."""
    return flops / (6.0 * best_size(flops))


def context_for(flops: float) -> int:
    """64 tokens for the tiny target, and twice as many for each tenfold size: a small model cannot use more."""
    doublings = math.floor(math.log10(best_size(flops) / best_size(TINY)) + 1e-9)
    return min(MOST_CONTEXT, 64 << max(0, doublings))


def width_near(params: float, layers: int, vocabulary: int, context: int) -> int:
    """The width whose effective N is nearest to `params` in ln N: a multiple of 8, above 32 of 16."""

    def distance(width: int) -> float:
        return abs(math.log(effective_params(shape_of(width, layers, vocabulary, context)) / params))

    widths = (8 * i if i <= 4 else 16 * (i - 2) for i in count(1))
    best = next(widths)
    for width in widths:
        if distance(width) >= distance(best):
            return best
        best = width
    raise AssertionError  # the sizes grow without end


def layers_for(flops: float, vocabulary: int) -> int:
    """The fewest layers, two or more, whose best width is at most MAX_ASPECT times them."""
    context = context_for(flops)
    fits = (n for n in count(2) if width_near(best_size(flops), n, vocabulary, context) <= MAX_ASPECT * n)
    return next(fits)


def head_share(flops: float, vocabulary: int) -> float:
    """The share of N* that the output head takes in the target."""
    layers = layers_for(flops, vocabulary)
    return vocabulary * width_near(best_size(flops), layers, vocabulary, context_for(flops)) / best_size(flops)


def tokens_a_step(flops: float) -> int:
    """A power of two: 1024 for the tiny target, growing as the square root of D*, fewer where steps would be few.

    So grows the critical batch (Bergsma et al. 2025, arXiv 2505.13738); the best one grows a little slower.
    """
    grown = 1024.0 * math.sqrt(best_tokens(flops) / best_tokens(TINY))
    least = flops / BEYOND / STEP ** (BUDGETS - 1)
    most = best_tokens(least) / STEPS_AT_BEST
    return int(2 ** min(round(math.log2(grown)), math.floor(math.log2(most))))


def ladder_for(flops: float, vocabulary: int) -> Ladder:
    """The ladder that leads up to a target of `flops`."""
    budgets = [flops / BEYOND / STEP**i for i in reversed(range(BUDGETS))]
    layers, context, tokens = layers_for(flops, vocabulary), context_for(flops), tokens_a_step(flops)
    low, high = SMALLEST * best_size(budgets[0]), LARGEST * best_size(budgets[-1])
    sizes = [low * (high / low) ** (i / (SIZES - 1)) for i in range(SIZES)]
    widths = dict.fromkeys(width_near(size, layers, vocabulary, context) for size in sizes)
    most = 7.0 * best_tokens(budgets[-1]) / best_size(budgets[-1])  # D/N goes as (N*/N)^2: down to 0.38 N*
    return Ladder(
        widths=tuple(widths),
        layers=layers,
        context=context,
        budgets=tuple(float(f"{budget:.3g}") for budget in budgets),
        sequences=max(1, tokens // context),
        max_tokens_per_param=float(max(40, math.ceil(most))),
    )


def target_width(flops: float, spec: Ladder, vocabulary: int) -> int:
    """The width of the best size for `flops` in a ladder's layers and context."""
    return width_near(best_size(flops), spec.layers, vocabulary, spec.context)


def is_centred(spec: Ladder, vocabulary: int) -> bool:
    """Whether each budget has three sizes or more, and its best size lies between them."""
    try:
        cells = cells_of(ladder(spec, vocabulary))
    except ValueError:  # no cell is long enough
        return False
    for budget in spec.budgets:
        sizes = [effective_params(cell.shape) for cell in cells if cell.budget == budget]
        if len(sizes) < MIN_SIZES or not min(sizes) < best_size(budget) < max(sizes):
            return False
    return True
