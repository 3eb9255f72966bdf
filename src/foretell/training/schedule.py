"""Warmup, stay, decay: the learning rate of a step as a share of its peak."""

from __future__ import annotations

from foretell.nouns import Rung


def rate_share(rung: Rung, step: int) -> float:
    """The share of the peak rate at `step`: a linear warmup, a plateau, and 1 − √x over the decay (Hägele et al. 2024).

    Over n decaying steps `x` is 1/(n + 1), …, n/(n + 1): none is spent at the peak or at a rate of zero. Depends on
    the step alone, so a resumed run goes on exactly.
    """
    warm = min(1.0, (step + 1) / rung.warmup_steps) if rung.warmup_steps else 1.0
    if rung.decay_from is None or step < rung.decay_from:
        return warm
    x = (step - rung.decay_from + 1) / (rung.last_step - rung.decay_from + 1)
    return float(warm * (1.0 - x**0.5))
