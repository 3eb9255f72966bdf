"""What the field's laws say of the learning rate and the batch: the Step Law, DeepSeek's and Kaplan's.

All three are of transformers trained by Adam or AdamW with a warm-up: for another optimiser or another start the
numbers are a place to begin a sweep. One training at a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foretell.laws.critical_batch import PF_DAY, printed_path
from foretell.laws.predict import Z_80
from foretell.nouns import Figure

PEAK = "at the peak"
STEP_LAW = "Step Law, Li et al. 2025 (arXiv 2503.04715)"
DEEPSEEK = "DeepSeek LLM, Bi et al. 2024 (arXiv 2401.02954)"
KAPLAN = "Kaplan et al. 2020 (arXiv 2001.08361)"

# The covariance of the 1,000 bootstrap fits that its authors publish, of (ln η at N₀ and D₀, α, β) and (ln B at D₀, γ).
STEP_LAW_N0, STEP_LAW_D0 = 4e8, 3e10
STEP_LAW_RATE_COVARIANCE = (
    (0.00063292, -0.00010696, 0.00025160),
    (-0.00010696, 0.00089149, -0.00017433),
    (0.00025160, -0.00017433, 0.00036631),
)
STEP_LAW_BATCH_COVARIANCE = ((0.00070889, 0.00025624), (0.00025624, 0.00034852))
# These say how well the law is known if it holds. The bottoms of the cells of its own grid (`near_best.py`) lie about
# it by these standard deviations of ln η and ln B, and a law fitted to them has exponents of N and D that differ so.
STEP_LAW_RATE_SCATTER, STEP_LAW_BATCH_SCATTER = 0.17, 0.22
STEP_LAW_ALPHA_APART, STEP_LAW_BETA_APART = 0.14, 0.05
STEP_LAW_RANGES = {"parameters": (2.14e8, 1.08e9), "tokens": (4e9, 1e11)}  # the released grid of dense models
DEEPSEEK_RANGES = {"FLOPs": (1e17, 2e19)}  # §3.1, the runs behind the fit
KAPLAN_RANGES = {"parameters": (768.0, 1e9)}  # §3; its rate is "a rule of thumb", and says nothing beyond (§D.6)
NO_SPREAD = "{} gives no spread of its numbers, so that their intervals have no width: this is no certainty."


@dataclass(frozen=True)
class Recommendation:
    """What one law recommends. `learning_rate` is None where the law says nothing; `warnings` say what it knows not."""

    name: str
    law: str
    learning_rate: Figure | None
    batch_tokens: Figure
    warnings: tuple[str, ...] = ()


def hyperparameters(params_no_embed: float, tokens: float, flops: float) -> tuple[Recommendation, ...]:
    """The peak learning rate and the batch in tokens for one training; the first is the one recommended.

    N is without embeddings, D the tokens to be seen and C the training FLOPs. Raises ValueError for a number that is
    not positive and finite.
    """
    for what, value in {"size": params_no_embed, "number of tokens": tokens, "budget in FLOPs": flops}.items():
        if not 0.0 < value < math.inf:
            raise ValueError(f"A {what} must be a positive, finite number, and {value} is not.")
    return step_law(params_no_embed, tokens), deepseek(flops), kaplan(params_no_embed, flops)


def step_law(N: float, D: float) -> Recommendation:
    """η = 1.79 N^−0.713 D^0.307 and B = 0.58 D^0.571 (eq. 1).

    The intervals, of the best for one training, hold the spread of the authors' bootstrap fits, the scatter of the
    best about the law and, growing from the middle of the grid, by how much a second fit to it differs.
    """
    n, d = math.log(N) - math.log(STEP_LAW_N0), math.log(D) - math.log(STEP_LAW_D0)
    apart = (STEP_LAW_ALPHA_APART * n, STEP_LAW_BETA_APART * d)
    rate_sd = math.hypot(_sd((1.0, n, d), STEP_LAW_RATE_COVARIANCE), STEP_LAW_RATE_SCATTER, *apart)
    batch_sd = math.hypot(_sd((1.0, d), STEP_LAW_BATCH_COVARIANCE), STEP_LAW_BATCH_SCATTER)
    return Recommendation(
        name="step_law",
        law=STEP_LAW,
        learning_rate=_figure(1.79 * N**-0.713 * D**0.307, rate_sd, PEAK, STEP_LAW),
        batch_tokens=_figure(0.58 * D**0.571, batch_sd, "tokens", STEP_LAW),
        warnings=outside({"parameters": N, "tokens": D}, STEP_LAW_RANGES, STEP_LAW),
    )


def deepseek(C: float) -> Recommendation:
    """η = 0.3118 C^−0.1250 and B = 0.2920 C^0.3271 (eq. 1)."""
    return Recommendation(
        name="deepseek",
        law=DEEPSEEK,
        learning_rate=_figure(0.3118 * C**-0.1250, 0.0, PEAK, DEEPSEEK),
        batch_tokens=_figure(0.2920 * C**0.3271, 0.0, "tokens", DEEPSEEK),
        warnings=(NO_SPREAD.format(DEEPSEEK), *outside({"FLOPs": C}, DEEPSEEK_RANGES, DEEPSEEK)),
    )


def deepseek_allocation(C: float) -> tuple[float, float]:
    """M = 0.1715 C^0.5243 non-embedding FLOPs a token and D = 5.8316 C^0.4757 tokens, for C = M D (eq. 4)."""
    if not 0.0 < C < math.inf:
        raise ValueError(f"A budget must be a positive, finite number of FLOPs, and {C} is not.")
    return 0.1715 * C**0.5243, 5.8316 * C**0.4757


def kaplan(N: float, C: float) -> Recommendation:
    """η = 0.003239 − 0.0001395 ln N (eq. D.1), and the batch of the most efficient training at C."""
    beyond = outside({"parameters": N}, KAPLAN_RANGES, KAPLAN)
    rate, said = None, beyond
    try:
        rate = _figure(kaplan_rate(N), 0.0, PEAK, KAPLAN)
    except ValueError as error:
        said = (str(error),)
    batch = _figure(printed_path(C).batch, 0.0, "tokens", f"{KAPLAN}, at {C / PF_DAY:.3g} PF-days")
    return Recommendation("kaplan", KAPLAN, rate, batch, (NO_SPREAD.format(KAPLAN), *said))


def kaplan_rate(N: float) -> float:
    """0.003239 − 0.0001395 ln N. Raises ValueError for a size at which this is no learning rate: from 1.2e10 on."""
    if not 0.0 < N < math.inf:
        raise ValueError(f"A size must be a positive, finite number, and {N} is not.")
    rate = 0.003239 - 0.0001395 * math.log(N)
    if rate <= 0.0:
        raise ValueError(
            f"Kaplan's learning rate, 0.003239 − 0.0001395 ln N, is zero at 1.2e10 parameters and negative beyond, and "
            f"{N:.3g} were asked for: it holds to about 1e9. Take the Step Law's."
        )
    return rate


def outside(asked: Mapping[str, float], known: Mapping[str, tuple[float, float]], law: str) -> tuple[str, ...]:
    """A sentence for each quantity that lies outside the runs behind a law."""
    return tuple(
        f"{asked[what]:.3g} {what} lie outside the runs behind {law}: {low:.3g} to {high:.3g}."
        for what, (low, high) in known.items()
        if not low <= asked[what] <= high
    )


def _sd(x: tuple[float, ...], covariance: tuple[tuple[float, ...], ...]) -> float:
    return math.sqrt(float(np.array(x) @ np.array(covariance) @ np.array(x)))


def _figure(centre: float, sd: float, unit: str, source: str) -> Figure:
    """A figure whose logarithm has the standard deviation `sd`."""
    ratio = math.exp(Z_80 * sd)
    return Figure(centre=centre, low=centre / ratio, high=centre * ratio, unit=unit, source=source)
