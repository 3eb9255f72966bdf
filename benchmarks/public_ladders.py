"""Ladders of runs that others trained and published, each as a table. They cannot be handed on here: FOLDER holds

chinchilla_fig4_points.csv     Hoffmann et al. 2022 (arXiv 2203.15556), read off figure 4 by Besiroglu et al. 2024
isoflop_refinedweb_runs.csv    Porian et al. 2024 (arXiv 2406.19146): sweeps of sizes on RefinedWeb, by training rule
data_constrained_runs.csv      Muennighoff et al. 2023 (arXiv 2305.16264), of which those that saw no text twice
overtraining_runs_loss.csv     Gadre et al. 2024 (arXiv 2403.08540): three sets of text; loss on C4
task_ladder_runs.csv           Bhagia et al. 2024 (arXiv 2412.04403): checkpoints, of which each training's last
hparam_grid_dense.csv          Li et al. 2025 (arXiv 2503.04715): learning rates and batches, of which the best
small_model_sweep_runs.csv     Li et al. 2025 (arXiv 2502.18969): learning rates on FineWeb, of which the best

with the columns params, tokens, loss (or c4_loss, loss_c4_val, c4_eval_loss), and those that are named below.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from foretell.laws import Table, table_of_frame

Row = dict[str, str]
OUTLIERS = 5  # of the highest loss, left out of figure 4's points as Besiroglu et al. did
RULE = ("hparams", "warmup", "decay", "param_count")  # of Porian's sweeps
FIRST_COUNT = "standard"  # all parameters with the head; the same trainings are there by other counts too


@dataclass(frozen=True)
class Ladder:
    """Runs that a law is fitted to by themselves. `is_recount`: those of another ladder here, counted otherwise."""

    name: str
    table: Table
    is_recount: bool = False


def public_ladders(folder: Path) -> list[Ladder]:
    """All of them. Raises OSError, naming the file, where one is absent."""
    readers: dict[str, Callable[[list[Row]], list[Ladder]]] = {
        "chinchilla_fig4_points": _figure_4,
        "isoflop_refinedweb_runs": _by_rule,
        "data_constrained_runs": _seen_once,
        "overtraining_runs_loss": _by_text,
        "task_ladder_runs": _last_checkpoints,
        "hparam_grid_dense": partial(_best_of_each, "Step Law"),
        "small_model_sweep_runs": partial(_best_of_each, "FineWeb sweep"),
    }
    return [ladder for name, read in readers.items() for ladder in read(_rows(folder / f"{name}.csv"))]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(rows: Sequence[Row], params: str = "params", loss: str = "loss", is_best_only: bool = False) -> Table:
    """N, D and L of the rows that have a loss, with C = 6 N D."""
    kept = [row for row in rows if row[loss]]
    frame = {name: np.array([float(row[name]) for row in kept]) for name in (params, "tokens", loss)}
    return table_of_frame(frame, params=params, tokens="tokens", loss=loss, best=is_best_only).sorted()


def _figure_4(rows: list[Row]) -> list[Ladder]:
    table = _table(rows)
    return [Ladder("Chinchilla", table.where(table.loss < np.sort(table.loss)[-OUTLIERS]))]


def _by_rule(rows: list[Row]) -> list[Ladder]:
    rules = dict.fromkeys(tuple(row[name] for name in RULE) for row in rows)
    chosen = {rule: [row for row in rows if tuple(row[name] for name in RULE) == rule] for rule in rules}
    return [Ladder(f"RefinedWeb {' '.join(rule)}", _table(chosen[rule]), rule[-1] != FIRST_COUNT) for rule in rules]


def _seen_once(rows: list[Row]) -> list[Ladder]:
    return [Ladder("C4 seen once", _table([row for row in rows if float(row["epochs"]) <= 1.0]))]


def _by_text(rows: list[Row]) -> list[Ladder]:
    sets = dict.fromkeys(row["train_set"] for row in rows)
    chosen = {name: [row for row in rows if row["train_set"] == name] for name in sets}
    return [Ladder(f"Over-training {name}", _table(chosen[name], loss="loss_c4_val")) for name in sets]


def _last_checkpoints(rows: list[Row]) -> list[Ladder]:
    """The last of each training; those that were run again are left out, as in the paper."""
    once = [row for row in rows if not row["run"].endswith("rerun")]
    last = {row["run"]: row for row in sorted(once, key=lambda row: float(row["tokens"]))}
    return [Ladder("OLMo ladder", _table(list(last.values()), loss="c4_loss"))]


def _best_of_each(name: str, rows: list[Row]) -> list[Ladder]:
    """The best of each size and data; by sizes without embeddings too, where both are known."""
    loss = "loss" if "loss" in rows[0] else "c4_eval_loss"
    counts = [count for count in ("params", "params_no_embed") if count in rows[0]]
    tables = [_table(rows, count, loss, is_best_only=True) for count in counts]
    return [
        Ladder(name if i == 0 else f"{name} no embeddings", table, is_recount=i > 0) for i, table in enumerate(tables)
    ]
