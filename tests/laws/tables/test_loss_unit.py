"""Losses in bits are told from losses in nats: by their column's name, or by the published law."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Table, read_table
from foretell.laws.tables.loss_unit import published_ratio, unit_note

PUBLIC = {  # file of runs, and its columns of N, D and L, in nats
    "chinchilla_fig4_points.csv": ("params", "tokens", "loss"),
    "data_constrained_runs.csv": ("params", "tokens", "loss"),
    "isoflop_refinedweb_runs.csv": ("params", "tokens", "loss"),
    "overtraining_runs_loss.csv": ("params", "tokens", "loss_c4_val"),
    "small_model_sweep_runs.csv": ("params", "tokens", "c4_eval_loss"),
    "task_ladder_runs.csv": ("params", "tokens", "c4_loss"),
    "hparam_grid_dense.csv": ("params_no_embed", "tokens", "loss"),
}


def table_in(path: Path, columns: tuple[str, str, str]) -> Table:
    """The rows of a table that have a size, tokens and a loss."""
    with path.open(newline="") as file:
        rows = [[float(row[name] or "nan") for name in columns] for row in csv.DictReader(file)]
    N, D, L = np.array([row for row in rows if all(value > 0.0 for value in row)]).T
    return Table(N, D, 6.0 * N * D, L)


def times(table: Table, factor: float) -> Table:
    return Table(table.params, table.tokens, table.flops, table.loss * factor)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_runs_in_nats_are_left_alone_and_in_bits_are_asked_about(name: str, shared: Path) -> None:
    table = table_in(shared / "reference" / "scaling" / name, PUBLIC[name])
    assert unit_note("loss", table) == ()
    (note,) = unit_note("loss", times(table, 1.0 / math.log(2.0)))
    assert "Are they bits per token?" in note


@pytest.mark.parametrize("name", PUBLIC)
def test_public_runs_as_perplexities_are_asked_about(name: str, shared: Path) -> None:
    table = table_in(shared / "reference" / "scaling" / name, PUBLIC[name])
    (note,) = unit_note("loss", replace(table, loss=np.exp(table.loss)))
    assert "Are they perplexities? Then give their logarithms." in note


@pytest.mark.parametrize("name", ["overtraining_runs_loss.csv", "task_ladder_runs.csv"])
@pytest.mark.parametrize("bytes_a_token", [4.0, 5.0])
def test_bits_per_byte_that_are_called_a_loss_are_asked_about(name: str, bytes_a_token: float, shared: Path) -> None:
    table = table_in(shared / "reference" / "scaling" / name, PUBLIC[name])
    (note,) = unit_note("loss", times(table, 1.0 / math.log(2.0) / bytes_a_token))
    assert "Are they bits per byte? Then call the column so" in note


def test_losses_above_those_of_blind_guesses_are_asked_about() -> None:
    table = Table(np.full(3, 1e8), np.full(3, 2e9), np.full(3, 1.2e18), np.full(3, 3000.0))
    (note,) = unit_note("loss", table)
    assert "have a median of 3e+03, and guessing blindly among a million tokens costs 13.8 nats" in note


def test_the_losses_of_tiny_models_are_left_alone() -> None:
    N = np.geomspace(1e4, 1e6, 9)  # far below those of the published law, which says up to 20 nats for them
    table = Table(N, 20 * N, 120 * N * N, np.linspace(2.6, 1.9, 9))
    assert unit_note("loss", table) == ()


def test_the_laws_own_losses_are_one_times_its_losses() -> None:
    N, D = np.array([1e8, 1e9, 1e10]), np.array([2e9, 2e10, 2e11])
    said = 1.6934 + 406.40 * N**-0.3392 + 410.73 * D**-0.2849  # the constants as they are usually rounded
    assert published_ratio(Table(N, D, 6.0 * N * D, said)) == pytest.approx(1.0, abs=0.002)


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("bits_per_byte", "bits per byte"),
        ("bpb", "bits per byte"),
        ("C4 BPB", "bits per byte"),
        ("mmlu_val_bpb", "bits per byte"),
        ("loss (bits)", "bits"),
        ("loss_nats", "nats"),
    ],
)
def test_a_name_that_says_its_unit_is_believed(column: str, unit: str, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text(f"params,tokens,{column}\n1e8,2e9,3.5\n2e8,2e9,3.4\n")
    *_, note = read_table(path, loss=column).notes
    assert note == f"Losses are taken as {unit}, as the name of column {column!r} says."


def test_a_name_that_only_contains_such_letters_says_nothing() -> None:
    table = Table(np.array([1e8]), np.array([2e9]), np.array([1.2e18]), np.array([3.4]))
    assert unit_note("orbits_loss", table) == unit_note("natsuki", table) == ()


def test_sizes_beyond_all_numbers_are_no_crash() -> None:
    huge = np.array([1e300, 1e308])
    assert unit_note("loss", Table(huge, huge, huge, np.array([1.0, 2.0]))) == ()
