"""What a law is to the rest of the house: five functions and the names of its coefficients.

A new law is one file with a `Form` in it and one line in `forms.py`.
Shapes: a theta is [..., P] in the order of `names`; C and N broadcast with its leading axes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from pydantic import Field

from foretell.laws.tables.table import Array, Table
from foretell.nouns import Minimum, Spec

RUN_NOISE = 0.004  # sd of ln L between seeds, measured on tiny ladders


class Fit(Spec):
    """How a law is fitted. `draws=None` takes the form's own number of bootstrap (or multiverse) draws."""

    form: str = "chinchilla.parametric"
    draws: int | None = Field(default=None, ge=0, le=10_000)
    delta: float = Field(default=1e-3, gt=0.0)  # of the Huber loss on ln L, where the form has one
    seed: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class Estimate:
    """What a form finds: coefficients [P], draws [B, P], the objective at the bottom and what became of the rows."""

    coefficients: Array
    draws: Array
    objective: float
    runs: int
    excluded: dict[str, int] = field(default_factory=dict)
    minima: tuple[Minimum, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A scaling law. `optimum` gives (N*, D*) at C, `exponents` those of N* ~ C^a and D* ~ C^b."""

    names: tuple[str, ...]
    estimate: Callable[[Table, Fit, int], Estimate]  # the last is the number of draws
    loss: Callable[[Array, Array, Array], Array]
    optimum: Callable[[Array, Array], tuple[Array, Array]]
    exponents: Callable[[Array], tuple[Array, Array]]
    draws: int = 200
    centre_is_median_of_draws: bool = False


def bootstrap_weights(rows: int, draws: int, seed: int) -> Array:
    """How often each row falls into each resample of all rows: whole numbers [B, n]."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(rows, np.full(rows, 1.0 / rows), size=draws).astype(np.float64)


def columns(theta: Array) -> tuple[Array, ...]:
    """The coefficients of theta [..., P], each [...]."""
    return tuple(np.moveaxis(theta, -1, 0))
