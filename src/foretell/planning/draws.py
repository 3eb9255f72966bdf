"""A law as the planner holds it: the best fit and the law's draws in one array, so that each answer has its range.

R rows: the best fit in row 0, the B draws below it. Whatever is asked of all rows at once ends as an `Interval`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from foretell.laws.form import Form
from foretell.laws.forms import form_of
from foretell.laws.predict import LEVEL, interval
from foretell.nouns import Figure, Interval, Law
from foretell.planning.search import fallen

Array = NDArray[np.float64]
# At 10^12 FLOP per joule, which is about what a device of 2024 does, 10^40 FLOPs are all the sunlight that falls on the
# earth in 2,000 years: a gain that costs more never comes.
NEVER = 1e40
LEAST, FIRST = math.log(1e-30), 0  # the least ln C that is looked at; the row of the best fit
MOST = 1000  # draws; with more, an answer takes longer and its range is hardly another


@dataclass(frozen=True)
class Draws:
    """A law, its form, and its coefficients `theta` [R, P]."""

    law: Law
    form: Form
    theta: Array

    @property
    def rows(self) -> int:
        return len(self.theta)

    def loss(self, C: Array | float, N: Array | float) -> Array:
        """L at budgets and sizes that broadcast with [R]."""
        with np.errstate(all="ignore"):
            return self.form.loss(self.theta, np.asarray(C, np.float64), np.asarray(N, np.float64))

    def optimum(self, C: Array | float) -> tuple[Array, Array]:
        """N* and D* at budgets that broadcast with [R]."""
        with np.errstate(all="ignore"):
            return self.form.optimum(self.theta, np.asarray(C, np.float64) + np.zeros(self.rows))

    def best_loss(self, C: Array | float) -> Array:
        """L at N*(C)."""
        return self.loss(C, self.optimum(C)[0])

    @cached_property
    def floor(self) -> float:
        """The low end of the range of losses that no compute brings: those at `NEVER`."""
        best = self.best_loss(NEVER)
        return self.interval(best).low if np.isfinite(best[FIRST]) else 0.0

    def tokens(self, C: Array | float, N: Array | float) -> Array:
        """D of a budget and a size: C / 6N, or as many times that as the law's own optimum has."""
        best, data = self.optimum(C)
        return np.asarray(data * best / N, dtype=np.float64)

    def flops_for(self, loss: Array | float) -> Array:
        """The least compute whose optimum reaches a loss, which broadcasts with [R]; inf where none to `NEVER` does."""
        shape = np.broadcast_shapes(np.shape(loss), (self.rows,))
        low, high = np.full(shape, LEAST), np.full(shape, math.log(NEVER))
        with np.errstate(over="ignore"):
            return np.exp(fallen(lambda x: self.best_loss(np.exp(x)) - loss, low, high))

    def flops_at(self, N: Array | float, loss: Array | float) -> Array:
        """The least compute [R] at which a model of N parameters, no larger than the best size, reaches a loss.

        It is looked for where N is under N*(C), since laws with valleys say nothing of sizes far above. Inf where none
        below `NEVER` does.
        """
        least = self.flops_for(loss)
        finite = np.where(np.isfinite(least), least, 1.0)
        low = np.log(finite)
        # As far as the loss at this size keeps falling: a valley's other slope is no gain of compute.
        ends = np.minimum(low[None] + np.linspace(0.0, math.log(1e6), 121)[:, None], math.log(NEVER))
        there = self.loss(np.exp(ends), N)
        reached = there <= loss
        first = np.where(reached.any(0), reached.argmax(0), -1)
        high = ends[first, np.arange(self.rows)]
        found = np.exp(fallen(lambda x: self.loss(np.exp(x), N) - loss, low, high))
        return np.where((first >= 0) & np.isfinite(least), found, np.inf)

    def interval(self, values: Array) -> Interval:
        """The centre and the range of values [R] at level 0.8; rows without a finite value are left out."""
        rest = values[1:][np.isfinite(values[1:])]
        return interval(self.form, float(values[FIRST]), rest)

    def figure(self, values: Array, unit: str, source: str = "") -> Figure:
        """The same as a figure, by default of the law, with the share of the rows left out."""
        found = self.interval(values)
        never = float(np.mean(~np.isfinite(values[1:]))) if self.rows > 1 else 0.0
        return figure(found, unit, source or self.source, never)

    @property
    def source(self) -> str:
        return f"{self.law.form}, {self.rows - 1} draws" if self.rows > 1 else f"{self.law.form}, without draws"


def draws_of(law: Law, replaced: Mapping[str, float] | None = None) -> Draws:
    """A law's best fit and its first draws, up to `MOST`, with some coefficients `replaced` in all of them."""
    best = [law.coefficients[name] for name in law.names]
    theta = np.array([best, *law.draws[:MOST]], dtype=np.float64)
    for name, value in (replaced or {}).items():
        theta[:, law.names.index(name)] = value
    return Draws(law, form_of(law), theta)


def spread_of(budget: Interval, rows: int, seed: int = 0) -> Array:
    """A budget [R] as it is in each row: its centre in the first, and in the others what its range allows, shuffled.

    Each side is a half of a normal of ln C, evenly spaced, whose quantiles are the ends of the range.
    """
    u = np.random.default_rng(seed).permutation((np.arange(rows - 1) + 0.5) / max(rows - 1, 1))
    z = np.array([NormalDist().inv_cdf(each) for each in u]) / NormalDist().inv_cdf((1.0 + LEVEL) / 2.0)
    sides = np.where(z < 0.0, math.log(budget.centre / budget.low), math.log(budget.high / budget.centre))
    return np.append(budget.centre, budget.centre * np.exp(z * sides))


def figure(found: Interval, unit: str, source: str, never: float = 0.0) -> Figure:
    """A range with its unit, its source, and the share of rows in which it never comes."""
    low, centre, high = found.low, found.centre, found.high
    return Figure(centre=centre, low=low, high=high, level=found.level, unit=unit, source=source, never=never)


def exact(number: float, unit: str, source: str) -> Figure:
    """A number that is known, or chosen."""
    return Figure(centre=number, low=number, high=number, unit=unit, source=source)
