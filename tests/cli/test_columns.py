"""Columns are named alike in every command that reads a table of runs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app
from tests.test_cli import isoflop_runs

NAMED = ("--params-column", "size", "--tokens-column", "data", "--flops-column", "spent", "--loss-column", "nats")
COMMANDS = {
    "fit": ("--form", "chinchilla.isoflop"),
    "approaches": ("--flops", "1e21"),
    "plan": ("--form", "chinchilla.isoflop", "--flops", "1e21"),
}


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A table whose columns have names that nobody could guess."""
    lines = isoflop_runs(tmp_path).read_text().splitlines()
    (tmp_path / "strange.csv").write_text("\n".join(["size,data,spent,nats", *lines[1:]]))
    return tmp_path / "strange.csv"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_that_the_error_names_are_those_that_read_the_table(command: str, strange: Path) -> None:
    asked = [command, str(strange), *COMMANDS[command]]
    refused = str(CliRunner().invoke(app, asked).exception)
    assert "--params-column COLUMN, --tokens-column COLUMN, --flops-column COLUMN, --loss-column COLUMN." in refused
    done = CliRunner().invoke(app, [*asked, *NAMED])
    assert done.exit_code == 0, done.exception
    assert "chinchilla.isoflop" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_best_of_a_sweep_of_rates_is_kept_by_every_command(command: str, tmp_path: Path) -> None:
    with isoflop_runs(tmp_path).open(newline="") as file:
        header, *rows = csv.reader(file)
    worse = [[*row[:3], str(1.1 * float(row[3]))] for row in rows]
    with (tmp_path / "sweep.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows, *worse])
    swept, kept = (
        CliRunner().invoke(app, [command, str(tmp_path / name), *COMMANDS[command], *more]).stdout
        for name, more in (("sweep.csv", ["--best"]), ("isoflop.csv", []))
    )
    told = [line for line in swept.splitlines() if "not_best_learning_rate" not in line]
    assert told == kept.splitlines()
    assert told


def test_the_last_of_each_run_is_kept(tmp_path: Path) -> None:
    with isoflop_runs(tmp_path).open(newline="") as file:
        (*header, loss), *rows = csv.reader(file)
    ends = [(*row, f"r{i}", 100) for i, row in enumerate(rows)]
    before = [(N, float(D) / 2, float(C) / 2, 1.2 * float(L), f"r{i}", 50) for i, (N, D, C, L) in enumerate(rows)]
    with (tmp_path / "steps.csv").open("w", newline="") as file:
        csv.writer(file).writerows([(*header, loss, "run", "step"), *ends, *before])
    done = CliRunner().invoke(app, ["fit", str(tmp_path / "steps.csv"), *COMMANDS["fit"], "--last"])
    assert done.exit_code == 0, done.exception
    assert f"fitted to {len(rows)} runs" in done.stdout
    assert f"left out: {len(rows)} × not_last_of_run" in done.stdout


def test_approaches_of_a_few_rows_print_no_table_without_rows(tmp_path: Path) -> None:
    lines = isoflop_runs(tmp_path).read_text().splitlines()
    (tmp_path / "few.csv").write_text("\n".join(lines[:4]))
    said = CliRunner().invoke(app, ["approaches", str(tmp_path / "few.csv")]).stdout
    assert said.startswith("chinchilla.envelope: ")


def test_a_name_that_no_law_has_is_told_all_laws_and_curves(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["fit", str(isoflop_runs(tmp_path)), "--form", "kaplan.sizes"])
    for told in ("Did you mean 'kaplan.size'?", "chinchilla.parametric, ", "downstream.sigmoid, "):
        assert told in str(done.exception)
