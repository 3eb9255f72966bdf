"""The learning-rate schedule that goes with a plan, in a sentence."""

from __future__ import annotations

MOST_WARMUP = 2000  # steps; and at most 1 % of all
DECAY_SHARE = 0.2


def schedule(steps: float) -> str:
    """Warm-up, constant rate, then 1 − sqrt decay to zero over the last fifth (Hägele et al. 2024, arXiv 2405.18392).

    The trunk can be decayed anew for any other budget. Empty where there is less than one step.
    """
    if not steps >= 1.0:
        return ""
    warmup = max(1, min(MOST_WARMUP, round(0.01 * steps)))
    decay = round(DECAY_SHARE * steps)
    return (
        f"Warm up over {warmup:,} of {round(steps):,} steps, keep the rate, and let it fall to zero as 1 − sqrt over "
        f"the last {decay:,} (Hägele et al. 2024)."
    )
