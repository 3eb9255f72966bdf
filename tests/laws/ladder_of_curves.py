"""A ladder that all three approaches can read: sizes trained over the same budgets."""

from __future__ import annotations

import numpy as np

from foretell.laws import Table

EXPONENT = 0.37 / (0.35 + 0.37)


def ladder_of_curves(noise: float = 0.001, seed: int = 0, skew: float = 0.0) -> Table:
    """40 sizes × 12 budgets of L = 1.8 + 480 N^−.35 + 2100 D^−.37 where D / N is no odder than 60 times the best.
    `skew` bends the loss of large sizes upward, so that no parametric law fits and the approaches part."""
    sizes, budgets = np.geomspace(1e7, 4e9, 40), np.geomspace(1e17, 1e21, 12)
    N, C = (column.ravel() for column in np.meshgrid(sizes, budgets))
    near = np.abs(np.log(N / (0.12 * C**0.5))) < np.log(60.0) / 2.0
    N, C = N[near], C[near]
    D = C / (6.0 * N)
    error = np.random.default_rng(seed).normal(0.0, noise, len(C))
    bent = 1.0 + skew * np.maximum(0.0, np.log(N / 1e8)) ** 2
    return Table(N, D, C, (1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37) * bent * np.exp(error))
