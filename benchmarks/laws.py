"""How fast laws are fitted, beside others, in one run: python benchmarks/laws.py POINTS.csv

POINTS.csv has the columns params, tokens and loss: the 245 points read off figure 4 of Hoffmann et al. 2022, which
cannot be handed on here; the five of highest loss are left out, as Besiroglu et al. 2024 did. CPU-seconds, one thread,
median of three. A peer that is not installed is named, and no figure is given for it.
"""

from __future__ import annotations

import os

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})  # before numpy

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import peers

from foretell.laws import Fit, Table, read_table
from foretell.laws.fitting import Bottom, Posed, minimise, resample, settle
from foretell.laws.form import bootstrap_weights
from foretell.laws.forms.chinchilla import pose

RESAMPLES = 4000
OUTLIERS = 5


def points(path: str) -> Table:
    """The table without its highest losses."""
    table = read_table(path)
    return table.where(table.loss < np.sort(table.loss)[-OUTLIERS]).sorted()


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median CPU-seconds of some runs of one work."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return median(spent)


def wall_seconds(command: list[str], times: int = 5) -> float:
    """The median seconds of a whole command."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        spent.append(time.perf_counter() - start)
    return median(spent)


def audit(posed: Posed, weights: np.ndarray, found: np.ndarray) -> float:
    """The largest relative excess of a resample's objective over what a far second start reaches."""
    problem = posed.problem(weights)
    ours = problem.objective(found)
    _, other = minimise(problem, np.tile(posed.starts[0], (len(weights), 1)))
    return float(np.max(ours / np.minimum(ours, other) - 1.0))


def main(path: str) -> None:
    """Print the table of figures and ratios."""
    table = points(path)
    posed = pose(table, Fit())
    bottom = settle(posed)
    weights = bootstrap_weights(len(table), RESAMPLES, 0)
    ours = cpu_seconds(lambda: resample(posed, bottom, weights))
    found = resample(posed, bottom, weights)
    print(f"{len(table)} points, numpy {np.__version__}, Python {sys.version.split()[0]}")
    print(f"{RESAMPLES} resamples: {ours:.2f} CPU-s")
    start = time.process_time()
    excess = audit(posed, weights, found)
    print(f"audit by a far second start: {time.process_time() - start:.2f} CPU-s; largest relative excess {excess:.1e}")
    print(f"global fit from {len(posed.starts)} starts: {cpu_seconds(lambda: settle(posed), 9) * 1000:.0f} ms")
    bare, full = (wall_seconds([sys.executable, "-c", code]) for code in ("pass", "import foretell"))
    print(f"import foretell: {full - bare:.3f} s above bare Python")
    cold = [sys.executable, "-m", "foretell", "fit", path, "--json"]
    print(f"foretell fit, cold: {wall_seconds(cold, 3):.2f} s")
    beside_peers(table, posed, bottom, weights, ours)


def beside_peers(table: Table, posed: Posed, bottom: Bottom, weights: np.ndarray, ours: float) -> None:
    """A line a peer: its CPU-seconds, scaled to as many resamples, and their ratio to ours."""
    for peer in (peers.bfgs, peers.chinchilla_package, peers.simple_scaling_laws):
        try:
            theirs = peer(table, posed, bottom, weights)
        except ModuleNotFoundError as error:
            print(f"{peer.__name__}: {error.name} is not installed")
            continue
        scaled = theirs.seconds / theirs.fits * RESAMPLES
        print(
            f"{theirs.name}: {theirs.seconds:.3g} CPU-s for {theirs.fits}; {scaled:.3g} CPU-s for {RESAMPLES}, "
            f"{scaled / ours:.3g} × ours{theirs.note}"
        )


if __name__ == "__main__":
    main(sys.argv[1])
