"""What a law is to the rest of the house.

A `Form` is a law of loss over size and compute, which knows a best size; a `CurveForm` is any other fitted curve. A new
one is one file with one of them in it and one line in `forms/__init__.py`.
Shapes: a theta is [..., P] in the order of `names`; C and N broadcast with its leading axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from pydantic import Field

from foretell.laws.fitting import Posed, drawn, settle
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


Pose = Callable[[Table, Fit], Posed]  # raises ValueError where the table cannot identify the law


@dataclass(frozen=True)
class Form:
    """A scaling law. `optimum` gives (N*, D*) at C, `exponents` those of N* ~ C^a and D* ~ C^b. `pose` puts the law's
    objective to a table, from which its checks are made; None where it has no single one."""

    names: tuple[str, ...]
    estimate: Callable[[Table, Fit, int], Estimate]  # the last is the number of draws
    loss: Callable[[Array, Array, Array], Array]
    optimum: Callable[[Array, Array], tuple[Array, Array]]
    exponents: Callable[[Array], tuple[Array, Array]]
    draws: int = 200
    centre_is_median_of_draws: bool = False
    pose: Pose | None = None


@dataclass(frozen=True)
class CurveForm:
    """A curve of `target` over the columns `inputs`: `value` takes theta and those columns. Its residuals are of ln of
    the target, or of the target itself where it is not `logarithmic`."""

    names: tuple[str, ...]
    target: str
    inputs: tuple[str, ...]
    pose: Pose
    value: Callable[[Array, Mapping[str, Array]], Array]
    draws: int = 200
    logarithmic: bool = True


def estimate_posed(pose: Pose, table: Table, spec: Fit, draws: int) -> Estimate:
    """The best of the search from far starts, then each bootstrap resample of the runs from there.

    Raises ValueError where the best has a coefficient beyond all numbers; resamples that have are left out and told.
    """
    posed = pose(table, spec)
    bottom = settle(posed)
    with np.errstate(all="ignore"):
        best = posed.told(bottom.theta)
        draw = drawn(posed, bottom, bootstrap_weights(posed.runs, draws, spec.seed))
    if not np.isfinite(best).all():
        raise ValueError(f"These {posed.runs} runs identify no {spec.form}: one of its coefficients has no bound.")
    whole = draw[np.isfinite(draw).all(-1)]
    lost = draws - len(whole)
    told = (f"{lost} of {draws} resamples identified no law and were left out of the intervals.",) if lost else ()
    warnings = (*posed.warn(best), *told)
    return Estimate(best, whole, bottom.objective, posed.runs, dict(posed.excluded), warnings=warnings)


def bootstrap_weights(rows: int, draws: int, seed: int | np.random.Generator) -> Array:
    """How often each row falls into each resample of all rows: whole numbers [B, n]."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(rows, np.full(rows, 1.0 / rows), size=draws).astype(np.float64)


def columns(theta: Array) -> tuple[Array, ...]:
    """The coefficients of theta [..., P], each [...]."""
    return tuple(np.moveaxis(theta, -1, 0))
