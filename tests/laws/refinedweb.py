"""The nine IsoFLOP sweeps of Porian et al. 2024 on RefinedWeb, with what the paper says of each."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foretell.laws import Table

SETTING = ("hparams", "warmup", "decay", "param_count", "loss_split")
BY_INTERPOLATION = {  # the exponents of N* that Akima's interpolation finds in the runs; see the data's own README
    "base long kaplan kaplan train": 0.8337,
    "base long kaplan standard val": 0.7146,
    "base short kaplan standard val": 0.6059,
    "base short chinchilla standard val": 0.5722,
    "tuned short const standard val": 0.4968,
    "base long kaplan attention train": 0.7162,
    "base short kaplan attention train": 0.6234,
    "base short chinchilla attention train": 0.5782,
    "tuned short const attention train": 0.5039,
}


@dataclass(frozen=True)
class Sweep:
    """The runs of a setting; its published optima (FLOPs, N*, sd of ln N*); and the exponents published for it, plain
    and weighed by inverse variance."""

    table: Table
    optima: np.ndarray
    exponent: float
    weighted: float
    coefficient: float


def sweeps(shared: Path) -> dict[str, Sweep]:
    """All nine by the names above."""
    folder = shared / "reference/scaling"
    runs, optima, fits = (
        by_setting(folder / f"isoflop_refinedweb_{name}.csv") for name in ("runs", "published_optima", "published_fits")
    )
    return {name: sweep(runs[name], optima[name], fits[name][0]) for name in fits}


def sweep(runs: list[dict[str, str]], optima: list[dict[str, str]], fit: dict[str, str]) -> Sweep:
    known = [row for row in optima if row["n_star"]]  # a budget whose minimum lay at its edge has none
    columns = [[float(row[name]) for row in runs] for name in ("params", "tokens", "flops", "loss")]
    found = [[float(row[name]) for row in known] for name in ("flops", "n_star", "log_n_star_std")]
    numbers = (float(fit[name]) for name in ("n_exponent", "n_exponent_weighted", "n_coef"))
    return Sweep(Table(*map(np.array, columns)), np.array(found), *numbers)


def by_setting(path: Path) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[" ".join(row[name] for name in SETTING)].append(row)
    return dict(found)
