"""Others that fit L = E + A N^−α + B D^−β, as far as they are installed, each in the way that its own manual shows.

They do not all do the same work: each says in its note what it does. A peer that is not there raises
ModuleNotFoundError.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.laws import Table
from foretell.laws.forms.chinchilla import HOFFMANN

Array = NDArray[np.float64]
FEW = 24  # resamples that are timed where a peer does one after another
DELTA = 1e-3
LOSS = "test_loss__cross_entropy"


@dataclass(frozen=True)
class Peer:
    """One go of `work` does so many `fits`, and answers with their coefficients (E, A, B, α, β) [fits, 5], or with None
    where it minimises another objective than we do. `resamples` tells a bootstrap from a fit of all runs; `times` it is
    timed.
    """

    name: str
    work: Callable[[], Array | None]
    fits: int
    resamples: bool
    times: int = 3
    note: str = ""


def notebook(table: Table, weights: Array) -> Peer:
    """The published notebook of Besiroglu et al. 2024: the rows of a resample are copied, and scipy's BFGS descends
    from the coefficients of Hoffmann et al. on the gradient that `autograd` derives from the log-sum-exp."""
    import autograd.numpy as anp
    from autograd import grad
    from scipy.optimize import minimize

    def objective(theta: Array, N: Array, D: Array, L: Array) -> float:
        a, b, e, alpha, beta = theta
        ln_L = anp.log(anp.exp(a - alpha * anp.log(N)) + anp.exp(b - beta * anp.log(D)) + anp.exp(e))
        r = anp.abs(anp.log(L) - ln_L)
        return anp.sum(anp.where(r <= DELTA, 0.5 * r**2, DELTA * (r - 0.5 * DELTA)))  # type: ignore[no-any-return]

    E, A, B, alpha, beta = HOFFMANN
    start = np.array([math.log(A), math.log(B), math.log(E), alpha, beta])

    def one(times: Array) -> Array:
        rows = np.repeat(np.arange(len(table)), times.astype(int))
        runs = table.params[rows], table.tokens[rows], table.loss[rows]
        a, b, e, alpha, beta = minimize(objective, start, args=runs, jac=grad(objective), method="BFGS").x
        return np.array([math.exp(e), math.exp(a), math.exp(b), alpha, beta])

    name = "BFGS on automatic gradients, as the notebook of Besiroglu et al."
    return Peer(name, lambda: np.array([one(times) for times in weights[:FEW]]), FEW, resamples=True)


def chinchilla_package(table: Table, weights: Array) -> Peer:
    """One fit by the package `chinchilla`, from the grid of 3,125 starts and by the objective of its manual, in this
    one process, and without the picture that it draws."""
    from chinchilla import Chinchilla

    grid = {
        "E": np.linspace(1, 2, 5),
        "a": np.linspace(1, 10, 5),
        "b": np.linspace(1, 10, 5),
        "alpha": np.linspace(0.1, 0.7, 5),
        "beta": np.linspace(0.1, 0.7, 5),
    }

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
            runs = np.stack([table.flops, table.params, table.tokens, table.loss], -1)
            np.savetxt(f"{folder}/df.csv", runs, fmt="%.17g", delimiter=",", header="C,N,D,loss", comments="")
            one = Chinchilla(folder, param_grid=grid, log_level=50)
            one.visualizer.optim = lambda *args, **more: None
            one.fit(parallel=False)

    note = "another objective: its own, an absolute error of L that weighs what is forecast too high ten times"
    return Peer("chinchilla, its manual's grid of starts", work, 1, resamples=False, times=1, note=note)


def simple_scaling_laws(table: Table, weights: Array) -> Peer:
    """One fit with as many draws as there are weights by the package `simple-scaling-laws`."""
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

    def work() -> None:
        fit(frame, n_draws=len(weights), seed=0)

    note = "another objective: least squares of L, with the signs of its residuals drawn"
    return Peer("simple-scaling-laws, a fit and its draws", work, len(weights), resamples=True, note=note)


PEERS = (notebook, chinchilla_package, simple_scaling_laws)
