"""A law when only so much text is at hand: what is read again counts less and less.

Muennighoff et al. 2023 (arXiv 2305.16264), eq. 5 to 7, on any law of loss over size and compute: the law is asked for
N′ and D′, the size and the tokens that count. Their runs on C4 hardly tell R_D* and R_N*: the best fit takes theirs,
the draws in turn three local optima of their objective; or both are of a curve fitted to other runs. R rows as in
`draws.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from foretell.laws.forms.data_constrained import MOST, NAMES, PUBLISHED, effective_params, effective_tokens
from foretell.nouns import Curve
from foretell.planning.draws import LEAST, NEVER, Array, Draws
from foretell.planning.search import fallen, lowest

# R_D*, R_N*: local optima of the objective of Muennighoff et al. 2023 (appendix A) on the 182 runs of their fit, which
# they released (huggingface/datablations). Theirs, 0.015826; the lowest, 0.015805; and one without bound on size,
# 0.016922, 7 % above. `foretell fit --form data_constrained.c4` finds them. No run there tells which holds.
OPTIMA = (PUBLISHED, (95.365, 1.7059), (2.915, MOST))
SMALLER, LARGER = math.log(1e3), math.log(1e2)  # how far the best size is looked for from N* and beyond, in ln N
STEPS = 38  # to 3e-7 in ln N, where the loss is flat


@dataclass(frozen=True)
class RepeatedDraws(Draws):
    """A law's draws when there are `unique` tokens of text; more are had by reading them again.

    `repeats` [R, 2] are R_D* and R_N* of each row, `told` says whose.
    """

    unique: float = math.inf
    repeats: Array = field(default_factory=lambda: np.array([PUBLISHED]))
    told: str = "Muennighoff et al. 2023"

    @cached_property
    def fed(self) -> Array:
        """U_N [R]: the size whose compute-optimal tokens are the unique ones."""
        low, high = np.full(self.rows, LEAST), np.full(self.rows, math.log(NEVER))
        C = np.exp(fallen(lambda x: self.unique - super(RepeatedDraws, self).optimum(np.exp(x))[1], low, high))
        return super().optimum(np.minimum(C, NEVER))[0]

    def loss(self, C: Array | float, N: Array | float) -> Array:
        """L(N′, D′)."""
        with np.errstate(all="ignore"):
            D, N = self.tokens(C, N), np.asarray(N, np.float64)
            R_D, R_N = self.repeats.T
            counted = effective_tokens(D, np.asarray(self.unique), R_D)
            size = effective_params(N, self.fed, R_N)
            return super().loss(C * (counted / D) * (size / N), size)

    def tokens(self, C: Array | float, N: Array | float) -> Array:
        """D, read for the first time or again."""
        best, data = super().optimum(C)
        return np.asarray(data * best / N, dtype=np.float64)

    def optimum(self, C: Array | float) -> tuple[Array, Array]:
        """The best size and tokens of a budget with this text."""
        best, data = super().optimum(C)
        if (data <= self.unique).all():
            return best, data
        x, times = np.log(best), np.log(np.maximum(data / self.unique, 1.0))  # at x + times nothing is read twice
        found = np.exp(lowest(lambda n: self.loss(C, np.exp(n)), x - SMALLER, x + times + LARGER, STEPS))
        N = np.where(data <= self.unique, best, found)
        return N, self.tokens(C, N)

    @property
    def source(self) -> str:
        return f"{super().source}, R_D* and R_N* of repeated text by {self.told}"


def with_repeats(draws: Draws, unique: float, curve: Curve | None = None) -> RepeatedDraws:
    """The draws with `unique` tokens of text: R_D* and R_N* of `OPTIMA`, or of a fitted `curve` of repeated text.

    A law without draws is drawn once for each of them. Raises ValueError for a curve of anything else.
    """
    best, drawn = (np.array(PUBLISHED), np.array(OPTIMA)) if curve is None else _fitted(curve)
    theta = draws.theta if draws.rows > 1 else np.repeat(draws.theta, 1 + len(drawn), 0)
    repeats = np.vstack([best, np.resize(drawn, (len(theta) - 1, 2))])
    told = "several optima of Muennighoff et al. 2023" if curve is None else curve.form
    return RepeatedDraws(draws.law, draws.form, theta, unique, repeats, told)


def _fitted(curve: Curve) -> tuple[Array, Array]:
    """R_D* and R_N* of a fitted curve, [2], and of its draws [B, 2]."""
    if curve.names != NAMES:
        raise ValueError(
            f"{curve.form} is a curve of {curve.target} over {', '.join(curve.inputs)}, and one of repeated text "
            "(`foretell fit --form data_constrained`) was expected."
        )
    best = np.array([curve.coefficients[name] for name in NAMES[5:]])
    return best, np.array(curve.draws, np.float64).reshape(-1, len(NAMES))[:, 5:] if curve.draws else best[None]
