"""The task ladder of Bhagia et al. 2024 (arXiv 2412.04403): its two steps' tables, as the paper makes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from foretell.laws import Table

SIZES = ("190M", "370M", "760M", "1B")
MULTIPLES = ("1xC", "2xC", "5xC", "10xC")
LAST, FIRST, WINDOW = 5, 0.1, 5  # checkpoints of the mean; the share left out at the start; of the moving average


class Ladder:
    """Every checkpoint of the sixteen runs, in order of training."""

    def __init__(self, folder: Path) -> None:
        wanted = [f"{size}-{multiple}" for size in SIZES for multiple in MULTIPLES]
        runs: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (folder / "task_ladder_runs.csv").open() as file:
            for row in csv.DictReader(file):
                if row["run"] in wanted:
                    runs[row["run"]].append(row)
        self.runs = [sorted(runs[name], key=lambda row: int(row["step"])) for name in wanted]

    def step_1(self, loss: str) -> Table:
        """A row a run: the mean of its last five checkpoints that tell this loss."""
        ends = [_column(run, loss)[-LAST:].mean() for run in self.runs]
        N, D = (np.array([_column(run, name)[-1] for run in self.runs]) for name in ("params", "tokens"))
        return Table(N, D, 6.0 * N * D, np.array(ends))

    def step_2(self, task: str) -> Table:
        """A row a checkpoint past the first tenth: bits per byte and accuracy, moving averages of five."""
        tables = []
        for run in self.runs:
            columns = [_column(run, name) for name in ("params", "tokens", f"{task}_bpb", f"{task}_acc")]
            N, D, bpb, accuracy = (each[int(np.ceil(FIRST * len(each))) :] for each in columns)
            tables.append(np.stack([N, D, _smooth(bpb), _smooth(accuracy)], -1))
        N, D, bpb, accuracy = np.concatenate(tables).T
        return Table(N, D, 6.0 * N * D, bpb, more={"accuracy": accuracy})


def _smooth(values: np.ndarray) -> np.ndarray:
    return np.array([values[max(0, i - WINDOW + 1) : i + 1].mean() for i in range(len(values))])


def _column(run: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in run if row[name]])
