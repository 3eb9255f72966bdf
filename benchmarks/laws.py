"""How fast laws are fitted, beside others, in one run: python benchmarks/laws.py POINTS.csv

POINTS.csv has the columns params, tokens and loss: the 245 points read off figure 4 of Hoffmann et al. 2022, which
cannot be handed on here; the five of highest loss are left out, as Besiroglu et al. 2024 did. CPU-seconds, one thread,
medians of three, a peer and ours in turns. A peer that takes minutes is timed once; one that is not installed is named,
and no figure is given for it.
"""

from __future__ import annotations

import os

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})  # before numpy

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

import numpy as np
import peers
from numpy.typing import NDArray

from foretell.laws import Fit, Table, read_table
from foretell.laws.fitting import Bottom, Posed, huber, minimise, resample, settle
from foretell.laws.form import bootstrap_weights
from foretell.laws.forms.chinchilla import pose

Array = NDArray[np.float64]
Answer = TypeVar("Answer")
RESAMPLES = 4000
OUTLIERS = 5


def points(path: str) -> Table:
    """The table without its highest losses."""
    table = read_table(path)
    return table.where(table.loss < np.sort(table.loss)[-OUTLIERS]).sorted()


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """CPU-seconds of one work in this process, and its answer."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median CPU-seconds of some runs of one work."""
    return median(timed(work)[0] for _ in range(times))


def wall_seconds(command: list[str], times: int = 5) -> float:
    """The median seconds of a whole command."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        spent.append(time.perf_counter() - start)
    return median(spent)


def audit(posed: Posed, weights: Array, found: Array) -> float:
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
    print(f"{len(table)} points, numpy {np.__version__}, Python {sys.version.split()[0]}")
    print(f"{RESAMPLES} resamples: {cpu_seconds(lambda: resample(posed, bottom, weights)):.2f} CPU-s")
    found = resample(posed, bottom, weights)
    seconds, excess = timed(lambda: audit(posed, weights, found))
    print(f"audit by a far second start: {seconds:.2f} CPU-s; largest relative excess {excess:.1e}")
    print(f"global fit from {len(posed.starts)} starts: {cpu_seconds(lambda: settle(posed), 9) * 1000:.0f} ms")
    bare, full = (wall_seconds([sys.executable, "-c", code]) for code in ("pass", "import foretell"))
    print(f"import foretell: {full - bare:.3f} s above bare Python")
    cold = [sys.executable, "-m", "foretell", "fit", path, "--json"]
    print(f"foretell fit, cold: {wall_seconds(cold, 3):.2f} s")
    for peer in peers.PEERS:
        try:
            print(beside(peer(table, weights), table, posed, bottom, weights))
        except ModuleNotFoundError as error:
            print(f"{peer.__name__}: {error.name} is not installed")


def beside(peer: peers.Peer, table: Table, posed: Posed, bottom: Bottom, weights: Array) -> str:
    """A peer and the same of ours, timed in turns, as a line."""
    if not peer.resamples:
        weights = np.ones((1, len(table)))

    def same() -> Array:
        return posed.told(resample(posed, bottom, weights) if peer.resamples else settle(posed).theta[None])

    turns = [(timed(same), timed(peer.work)) for _ in range(peer.times)]
    (_, ours), (_, theirs) = turns[-1]
    a, b = (median(turn[which][0] for turn in turns) for which in (0, 1))
    scaled = b / peer.fits * len(weights)
    line = f"{peer.name}: {b:.3g} CPU-s for {peer.fits}; {scaled:.3g} for {len(weights)}, where ours takes {a:.3g}"
    return f"{line}: {scaled / a:.3g} ×. {peer.note}{above(table, weights, ours, theirs)}"


def above(table: Table, weights: Array, ours: Array, theirs: Array | None) -> str:
    """How much higher than ours their objective is, at most."""
    if theirs is None:
        return ""
    fits = slice(len(theirs))
    excess = objective(table, theirs, weights[fits]) / objective(table, ours[fits], weights[fits]) - 1.0
    return f"the worst of theirs lies {excess.max():.1e} above our objective, relatively"


def objective(table: Table, coefficients: Array, weights: Array) -> Array:
    """Σ w Huber(ln L̂ − ln L) [B] of (E, A, B, α, β) [B, 5] for weights [B, n]."""
    E, A, B, alpha, beta = coefficients.T[..., None]
    L = E + A * table.params**-alpha + B * table.tokens**-beta
    return np.asarray((weights * huber(Fit().delta).value(np.log(L / table.loss))).sum(-1), dtype=np.float64)


if __name__ == "__main__":
    main(sys.argv[1])
