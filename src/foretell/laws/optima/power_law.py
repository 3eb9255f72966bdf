"""The power law through a few optima: y ~ C^a is a straight line of ln y over ln C."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foretell.laws.tables.table import Array

LEAST_SD = 1e-3  # of the median one: no optimum counts for more than a million others


def exponent_of(
    flops: Sequence[float] | Array, params: Sequence[float] | Array, sd: Sequence[float] | Array | None = None
) -> tuple[float, float]:
    """(a, ln k) of N* = k C^a by least squares of ln N* over ln C, for optima at `flops` [G] of `params` [G].

    `sd` [G] are the standard deviations of ln N*, by whose inverse squares the optima are weighed (Porian et al. 2024,
    §3.2); without it all count alike. Raises ValueError for fewer than two budgets, and for what is no positive number.
    """
    columns = {"flops": flops, "params": params} | ({} if sd is None else {"sd": sd})
    arrays = {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}
    for name, column in arrays.items():
        if column.ndim != 1 or len(column) != len(arrays["flops"]):
            raise ValueError(f"A power law needs columns of one length, and {name} has the shape {column.shape}.")
        if not (np.isfinite(column).all() and (column > 0.0).all()):
            raise ValueError(f"A power law needs positive, finite numbers, and {name} holds others.")
    if len(np.unique(arrays["flops"])) < 2:
        raise ValueError("A power law needs optima at two budgets at least: add runs of another.")
    slope, level = line(np.log(arrays["flops"]), np.log(arrays["params"])[None], arrays.get("sd"))
    return float(slope[0]), float(level[0])


def line(x: Array, y: Array, sd: Array | None = None) -> tuple[Array, Array]:
    """Slopes and intercepts [B] of the straight lines through y [B, G] over x [G], weighed by 1 / sd² [G]."""
    weight = np.ones_like(x) if sd is None or not sd.any() else np.maximum(sd, LEAST_SD * np.median(sd)) ** -2.0
    weight = weight / weight.sum()
    off = x - weight @ x
    middle = y @ weight
    slope = (y - middle[:, None]) @ (weight * off) / float(weight @ off**2)
    return slope, middle - slope * float(weight @ x)
