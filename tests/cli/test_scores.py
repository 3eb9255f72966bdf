"""Scores from the command line: trends, and what anybody's models say of a task."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app
from tests.test_cli import without_torch


def test_trend_reads_anybodys_scores(tmp_path: Path) -> None:
    rows = [(10.0**k, "quiz", "accuracy", 0.25 + 0.1 * max(0, k - 19), 0.01, 0.25) for k in range(17, 24)]
    with (tmp_path / "scores.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("flops", "task", "metric", "value", "error", "chance"), *rows])
    done = without_torch(["trend", tmp_path / "scores.csv", "--json"])
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rows"]
    assert (row["label"], row["leaves_chance_at"]) == ("rises", 1e20)


def test_a_trend_of_absurd_scores_prints_no_number_without_an_end(tmp_path: Path) -> None:
    rows = [(10.0**k, "quiz", "points", (-1.0) ** k * 1e308, 1.0, "") for k in range(17, 24)]
    with (tmp_path / "scores.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("flops", "task", "metric", "value", "error", "chance"), *rows])
    done = CliRunner().invoke(app, ["trend", str(tmp_path / "scores.csv")])
    assert done.exit_code == 0, done.exception
    assert max(map(len, done.stdout.split())) < 20


def test_the_fields_base_models_are_observed_as_their_tables_stand(shared: Path) -> None:
    """Ruan et al. 2024: benchmarks of 148 base models, and the tasks that seemed to emerge."""
    folder = shared / "reference" / "scaling"
    tables = [folder / "public_base_models_benchmarks.csv", "--tasks", folder / "public_base_models_emergent.csv"]
    asked = ["--target", "word_unscrambling_2_exact_match", "--below", "8.4e22", "--compute", "1e24", "--of", "Llama-2"]
    done = without_torch(["observe", *tables, *asked, "--json"])
    assert done.returncode == 0, done.stderr
    assert "benchmarks MMLU, ARC-C, HellaSwag, Winograd, TruthfulQA, GSM8K, XWinograd, HumanEval." in done.stderr
    told = json.loads(done.stdout)
    assert told["capabilities"]["explained"][:2] == pytest.approx([0.8431, 0.0997], abs=1e-4)
    assert told["test"]["absolute_points"] < told["test"]["by_compute_points"]
    (llama,) = told["asked"]
    assert 0.0 <= llama["score"]["low"] <= llama["score"]["centre"] <= llama["score"]["high"] <= 1.0


@pytest.fixture
def observed(tmp_path: Path) -> Path:
    """Eighteen models of six families whose third score is a step of the mean of two others."""
    rows = [
        (f"{kin}-{size}", kin, 10.0 ** (20 + size), s, s + 0.05, 1.0 / (1.0 + math.exp(6.0 - 15.0 * s)))
        for i, kin in enumerate("abcdef")
        for size in range(3)
        for s in [0.2 + 0.02 * i + 0.15 * size]
    ]
    with (tmp_path / "models.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("name", "series", "spent", "quiz", "riddles", "sums"), *rows])
    return tmp_path / "models.csv"


def test_a_family_is_followed_by_columns_of_any_name(observed: Path) -> None:
    asked = [observed, "--target", "sums", "--flops", "spent", "--components", "1", "--compute", "1e23"]
    done = CliRunner().invoke(app, ["observe", *map(str, asked)])
    assert done.exit_code == 0, done.exception
    assert "benchmarks quiz, riddles." in done.stderr
    assert "fitted to 18 models" in done.stdout
    assert sum(" × 10" in line for line in done.stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--of", "a"], "give a --compute"),
        (["--of", "z", "--flops", "spent", "--compute", "1e23"], "no line of the family 'z'"),
        (["--compute", "1e23"], "three models of one family"),
        (["--benchmark", "Sums"], "leave it out of the benchmarks"),
        (["--tasks", "absent.csv"], "There is no table absent.csv"),
        (["--below", "nan"], "finite number"),
    ],
)
def test_what_cannot_be_observed_is_a_sentence(observed: Path, more: list[str], sentence: str) -> None:
    done = without_torch(["observe", observed, "--target", "sums", "--components", "1", *more])
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
