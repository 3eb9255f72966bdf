"""Draws for a published law, of which the paper gives standard errors and no draws.

E, α and β are drawn as independent normals with the standard errors of Besiroglu et al. 2024 (arXiv 2404.10102). The
best size and its loss stay as they are in the middle of the budgets that were trained, where they are known best: A and
B follow from that.
"""

from __future__ import annotations

import math

import numpy as np

from foretell.laws.forms.chinchilla import PARAMETRIC
from foretell.nouns import Law
from foretell.planning.draws import Array
from foretell.planning.published import SE_ALPHA, SE_BETA, SE_E, published_laws

DRAWS = 200


def with_draws(law: Law, draws: int = DRAWS, seed: int = 0) -> Law:
    """The published parametric law with draws of its coefficients (E, A, B, α, β)."""
    theta = np.array([law.coefficients[name] for name in law.names])
    drawn = _drawn(theta, math.sqrt(law.flops_range[0] * law.flops_range[1]), draws, seed)
    told = "Its draws take the errors of E, alpha and beta as independent, and the loss amid its budgets as known."
    rows = tuple(tuple(float(value) for value in row) for row in drawn)
    return law.model_copy(update={"draws": rows, "warnings": (*law.warnings, told)})


def drawn_laws(seed: int = 0) -> tuple[Law, ...]:
    """The published laws with their draws: those by which a plan without runs is made."""
    return tuple(with_draws(law, seed=seed) for law in published_laws())


def _drawn(theta: Array, middle: float, draws: int, seed: int) -> Array:
    """[B, 5]."""
    E, A, B, alpha, beta = theta
    N, D = (float(each) for each in PARAMETRIC.optimum(theta, np.array(middle)))
    above = A * N**-alpha + B * D**-beta  # the loss above the floor
    e, a, b = np.random.default_rng(seed).normal(size=(3, draws)) * np.array([[SE_E], [SE_ALPHA], [SE_BETA]])
    alphas, betas = alpha + a, beta + b
    # At the optimum α A N^−α = β B D^−β (Hoffmann et al. 2022, eq. 4).
    left = (above - e) / (alphas + betas)
    return np.column_stack([E + e, left * betas * N**alphas, left * alphas * D**betas, alphas, betas])
