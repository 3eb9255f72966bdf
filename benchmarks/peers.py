"""Others that fit L = E + A N^−α + B D^−β, as far as they are installed: each timed on the same points.

They do not all do the same work: each says in its note what it does. A peer that is not there raises
ModuleNotFoundError.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass

import numpy as np

from foretell.laws import Table
from foretell.laws.fitting import Bottom, Posed
from foretell.laws.forms.chinchilla import HOFFMANN

FEW = 24  # fits that are timed, where a peer does one after another
DELTA = 1e-3
DRAWS = 200
LOSS = "test_loss__cross_entropy"


@dataclass(frozen=True)
class Timed:
    """CPU-seconds of so many fits."""

    name: str
    seconds: float
    fits: int
    note: str = ""


def spent(work: Callable[[], object]) -> float:
    """CPU-seconds of one work in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bfgs(table: Table, posed: Posed, bottom: Bottom, weights: np.ndarray) -> Timed:
    """BFGS on each resample from one start, as the notebook of Besiroglu et al. does, with our analytic gradient where
    theirs is automatic, which is slower."""
    from scipy.optimize import minimize

    def one(row: np.ndarray) -> None:
        problem = posed.problem(row[None])
        minimize(
            lambda theta: float(problem.objective(theta[None])[0]),
            bottom.theta,
            jac=lambda theta: problem.newton(theta[None])[0][0],
            method="BFGS",
        )

    return Timed("BFGS of scipy, one start", spent(lambda: [one(row) for row in weights[:FEW]]), FEW)


def chinchilla_package(table: Table, posed: Posed, bottom: Bottom, weights: np.ndarray) -> Timed:
    """The same fit again and again, from one start (the published coefficients), by the package `chinchilla`, in this
    process, without the picture that it draws."""
    import pandas
    from chinchilla import Chinchilla
    from chinchilla._metrics import log_huber

    E, A, B, alpha, beta = HOFFMANN
    start = {"e": math.log(E), "a": math.log(A), "b": math.log(B), "alpha": alpha, "beta": beta}
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        one = Chinchilla(
            folder,
            param_grid={name: [value] for name, value in start.items()},
            loss_fn=lambda true, said: log_huber(true, said, DELTA),
            log_level=50,
        )
        one.database.df = pandas.DataFrame({"C": table.flops, "N": table.params, "D": table.tokens, "loss": table.loss})
        one.visualizer.optim = lambda *args, **more: None
        seconds = spent(lambda: [one.fit(parallel=False) for _ in range(FEW)])
    found = [float(each) for each in (one.E, one.A, one.B, one.alpha, one.beta)]
    far = _objective(table, found) / bottom.objective - 1.0
    return Timed("chinchilla, one start", seconds, FEW, f"; its objective is {far:.1e} above ours, relatively")


def _objective(table: Table, theta: list[float]) -> float:
    E, A, B, alpha, beta = theta
    r = np.log(E + A * table.params**-alpha + B * table.tokens**-beta) - np.log(table.loss)
    clipped = np.minimum(np.abs(r), DELTA)
    return float(np.sum(clipped * (np.abs(r) - clipped / 2.0)))


def simple_scaling_laws(table: Table, posed: Posed, bottom: Bottom, weights: np.ndarray) -> Timed:
    """One fit with its bootstrap by the package `simple-scaling-laws`: weighted least squares of L, not Huber's
    penalty of ln L."""
    import polars
    from simple_scaling_laws import fit

    frame = polars.DataFrame(
        {
            "training_run_id": [str(row) for row in range(len(table))],
            "model_size__params": table.params,
            "dataset_size__tokens": table.tokens,
            LOSS: table.loss,
        }
    )
    fit(frame, n_draws=8, seed=0)  # what is loaded once is not counted
    seconds = spent(lambda: fit(frame, n_draws=DRAWS, seed=0))
    return Timed("simple-scaling-laws, fit and draws", seconds, DRAWS, "; another objective: least squares of L")
