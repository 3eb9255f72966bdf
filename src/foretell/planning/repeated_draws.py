"""A law when only so much text is at hand: what is read again counts less and less.

Muennighoff et al. 2023 (arXiv 2305.16264), eq. 5 to 7, on any law of loss over size and compute: the law is asked for
N′ and D′, the size and the tokens that count. R_D* and R_N* are theirs, of C4; their data hardly tell them, so that the
loss after many epochs is known poorly. R rows as in `draws.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foretell.laws.forms.data_constrained import PUBLISHED, effective_params, effective_tokens
from foretell.planning.draws import LEAST, NEVER, Array, Draws
from foretell.planning.search import fallen, lowest

R_D, R_N = PUBLISHED
SMALLER, LARGER = math.log(1e3), math.log(1e2)  # how far the best size is looked for from N*, in ln N
STEPS = 36  # to 3e-7 in ln N, where the loss is flat


@dataclass(frozen=True)
class RepeatedDraws(Draws):
    """A law's draws when there are `unique` tokens of text; more are had by reading them again."""

    unique: float = math.inf

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
        x = np.log(best)
        found = np.exp(lowest(lambda n: self.loss(C, np.exp(n)), x - SMALLER, x + LARGER, STEPS))
        N = np.where(data <= self.unique, best, found)
        return N, self.tokens(C, N)
