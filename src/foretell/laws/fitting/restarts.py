"""Starts about a bottom: far starts that agree may still have missed a lower one close by.

Where losses scatter much beyond Huber's delta, the objective is nearly a sum of distances, with an edge wherever the
law goes through a run, and hollows between the edges. A step along each axis of its curvature, as long as the curvature
calls far, leads out of such a hollow; what is lower there is left the same way, until nothing lower is found.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foretell.laws.fitting.newton import Problem, minimise
from foretell.laws.fitting.penalty import Array

RISES = (1.0, 10.0)  # of the objective at a step's end, in times itself, were it the parabola of its curvature
LOWER = 1e-6  # a relative fall: less is the same bottom, or a search that creeps along a ridge
EXACT = 1e-20  # an objective below it is of rounding errors: nothing is lower
ROUNDS = 8  # of 165 tables, most of them of heavy-tailed noise, one took more
FLATTEST = 1e-9  # of the largest curvature: flatter axes are stepped along as if they were of this


def restarted(problem: Problem, theta: Array, objective: float) -> tuple[Array, Array]:
    """Every lower bottom [K, P] found from about the one before, beginning at theta [P], and its objective [K]; none
    where that is the lowest. `problem` is of one draw."""
    ends, objectives, quiet = [theta], [objective], 0
    for round_ in range(ROUNDS):
        if quiet == len(RISES) or not EXACT < objectives[-1] < np.inf:
            break
        starts = about(problem, ends[-1], RISES[round_ % len(RISES)])
        found, values = minimise(_times(problem, len(starts)), starts)
        best = int(np.argmin(values))
        quiet += 1
        if values[best] < objectives[-1] * (1.0 - LOWER):
            ends, objectives, quiet = [*ends, found[best]], [*objectives, float(values[best])], 0
    return np.array(ends[1:]).reshape(-1, len(theta)), np.array(objectives[1:])


def about(problem: Problem, theta: Array, rise: float) -> Array:
    """One step either way from theta [P] along each axis of the curvature there, [2 P, P]; without those that lead
    beyond where the law is one."""
    with np.errstate(all="ignore"):
        matrix, value = problem.gauss(theta[None])[0], problem.objective(theta[None])[0]
    unit = np.sqrt(np.abs(np.diag(matrix)))
    unit = np.where(unit > 0.0, unit, 1.0)
    scaled = matrix / unit / unit[:, None]
    if not np.isfinite(scaled).all():
        return theta[None]
    curvature, axes = np.linalg.eigh(scaled)
    length = np.sqrt(2.0 * rise * value / np.maximum(curvature, FLATTEST * curvature[-1]))
    steps = (axes * length).T / unit
    starts = np.concatenate([theta + steps, theta - steps])
    with np.errstate(all="ignore"):
        slopes, _ = _times(problem, len(starts)).newton(starts)
        usable = np.isfinite(slopes).all(-1) & np.isfinite(_times(problem, len(starts)).objective(starts))
    return starts[usable] if usable.any() else theta[None]


def _times(problem: Problem, draws: int) -> Problem:
    """The problem of one draw, for so many."""
    return replace(problem, weights=np.repeat(problem.weights, draws, 0))
