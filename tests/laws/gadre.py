"""The runs of Gadre et al. 2024 (arXiv 2403.08540): losses, and errors on 17 tasks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foretell.laws import Table

Which = tuple[str, float]  # a model, and how many times 20 tokens a parameter it saw
LADDER: list[Which] = [  # what their law is fitted to
    ("d=96_l=8_h=4", 1.0),
    ("d=512_l=8_h=4", 1.0),
    ("d=576_l=24_h=8", 1.0),
    ("d=1024_l=24_h=8", 1.0),
    ("d=96_l=8_h=4", 16.0),
]


@dataclass(frozen=True)
class Gadre:
    """The folder of the reference tables."""

    folder: Path

    def table(self, train_set: str, which: Sequence[Which]) -> Table:
        """Runs on one set of text, by model and multiplier: loss on C4, and the mean error of the 17 tasks."""
        runs = {(r["train_set"], r["model"], float(r["chinchilla_multiplier"])): r for r in self._rows("runs_loss")}
        errors = {row["run"]: row for row in self._rows("runs_downstream_error")}
        tasks = [f"err_{row['task']}" for row in self._rows("task_metadata") if row["in_17"] == "True"]
        chosen = [runs[train_set, *each] for each in which]
        N = np.array([float(run["params"]) for run in chosen])
        D = N * 20.0 * np.array([float(run["chinchilla_multiplier"]) for run in chosen])
        error = [np.mean([float(errors[run["run"]][task]) for task in tasks]) for run in chosen]
        loss = np.array([float(run["loss_c4_val"]) for run in chosen])
        return Table(N, D, 6.0 * N * D, loss, more={"error": np.array(error)})

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"overtraining_{name}.csv").open() as file:
            return list(csv.DictReader(file))
