"""The command line: its JSON, its help, and its sentences for whatever cannot be done."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app, main
from foretell.lab import Lab
from foretell.tasks import Pose, pose

WITHOUT_TORCH = """
import sys
for name in ("torch", "pyarrow", "tokenizers", "altair"):
    sys.modules[name] = None  # importing it now fails, as where it is not installed
from foretell.cli import main
sys.argv = ["foretell", *{arguments!r}]
main()
"""


def without_torch(arguments: Sequence[object]) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that can import neither torch nor any other extra."""
    code = WITHOUT_TORCH.format(arguments=[str(a) for a in arguments])
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Twenty-five runs of a known law, written as anybody might."""
    rows = [
        (N, D, 1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37) for N in SIZES for D in (D * N for D in (5, 10, 20, 40, 80))
    ]
    path = tmp_path / "runs.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("n_params", "n_tokens", "final_loss"), *rows])
    return path


ROOT = Path(__file__).resolve().parents[1]
SIZES = (1e8, 2e8, 4e8, 8e8, 1.6e9)


def test_fit_needs_no_torch_and_prints_the_law(runs: Path) -> None:
    done = without_torch(
        ["fit", runs, "--params", "n_params", "--tokens", "n_tokens", "--loss", "final_loss", "--json"]
    )
    assert done.returncode == 0, done.stderr
    law = json.loads(done.stdout)
    assert law["objective"] < 1e-9
    assert law["coefficients"]["alpha"] == pytest.approx(0.35, abs=1e-3)
    assert law["params_exponent"] == pytest.approx(0.37 / 0.72, abs=1e-3)
    assert law["params_exponent"] + law["tokens_exponent"] == pytest.approx(1.0)
    assert law["excluded"] == {}


def test_the_published_points_are_fitted_to_their_optimum(shared: Path, tmp_path: Path) -> None:
    with (shared / "reference" / "scaling" / "chinchilla_fig4_points.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    fifth = sorted(float(row["loss"]) for row in rows)[-5]
    with (tmp_path / "kept.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if float(row["loss"]) < fifth)
    done = without_torch(["fit", tmp_path / "kept.csv", "--json"])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objective"] <= 1.018275e-3


@pytest.mark.parametrize("form", ["chinchilla.parametric", "chinchilla.isoflop", "valley"])
def test_a_law_that_fit_wrote_is_read_by_plan(runs: Path, tmp_path: Path, form: str) -> None:
    table = isoflop_runs(tmp_path) if form != "chinchilla.parametric" else runs
    law = without_torch(["fit", table, "--form", form, "--json"])
    assert law.returncode == 0, law.stderr
    (tmp_path / "law.json").write_text(law.stdout)
    plans = [["plan", "--law", tmp_path / "law.json"], ["plan", table, "--form", form]]
    told = [json.loads(without_torch([*plan, "--flops", "1e21", "--json"]).stdout) for plan in plans]
    assert told[0] == told[1]
    loss = told[0]["options"][0]["figures"]["loss"]
    assert loss["low"] <= loss["centre"] <= loss["high"]
    assert told[0]["law"] == form


def isoflop_runs(folder: Path) -> Path:
    """Five budgets of seven sizes each, in the field's usual column names."""
    budgets, ratios = [1e19 * 2**k for k in range(5)], (0.25, 0.4, 0.63, 1.0, 1.6, 2.5, 4.0)
    cells = [(C, 0.1 * C**0.5 * ratio) for C in budgets for ratio in ratios]
    rows = [(N, C / (6 * N), C, 1.8 + 480.0 * N**-0.35 + 2100.0 * (C / (6 * N)) ** -0.37) for C, N in cells]
    with (folder / "isoflop.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("params", "tokens", "flops", "loss"), *rows])
    return folder / "isoflop.csv"


def test_plan_with_no_runs_answers_from_the_published_laws_and_says_so() -> None:
    done = without_torch(["plan", "--flops", "1e21", "--json"])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["law"] == "chinchilla.parametric (Besiroglu 2024)"
    assert any("No runs were given" in warning for warning in told["warnings"])


@pytest.mark.parametrize(
    "budget", [["--gpu-hours", "700"], ["--money", "2000"], ["--kwh", "500"], ["--days", "9", "--devices", "8"]]
)
def test_a_budget_in_any_unit_is_answered_in_every_other(budget: list[str]) -> None:
    done = without_torch(["plan", *budget, "--json"])
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["options"][0]["figures"]
    for name in ("flops", "params", "tokens", "loss", "gpu_hours", "hours", "kwh", "kg_co2", "money", "memory_bytes"):
        assert figures[name]["low"] <= figures[name]["centre"] <= figures[name]["high"]
        assert figures[name]["source"]


def test_serving_makes_the_model_smaller() -> None:
    said = [without_torch(["plan", "--flops", "1e22", *more, "--json"]) for more in ([], ["--serve-tokens", "1e12"])]
    plain, served = (json.loads(done.stdout)["options"][0]["figures"]["params"]["centre"] for done in said)
    assert served < plain


def test_the_fields_models_stand_beside_the_laws() -> None:
    done = without_torch(["plan", "--like", "gopher", "--json"])
    assert done.returncode == 0, done.stderr
    (gopher,) = json.loads(done.stdout)
    assert gopher["tokens_per_param"] == pytest.approx(300 / 280)
    factors = {said["law"]: said["compute_factor"] for said in gopher["said"]}
    assert all(factor > 1.5 for law, factor in factors.items() if law.startswith("chinchilla"))
    assert factors["kaplan (Kaplan 2020)"] < 1.2  # it was built by his law
    assert "Gopher" in without_torch(["plan", "--like", "all"]).stdout


def test_the_three_approaches_stand_side_by_side(tmp_path: Path) -> None:
    done = without_torch(["approaches", isoflop_runs(tmp_path), "--flops", "1e21", "--json"])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    envelope, isoflop, parametric = told["approaches"]
    assert envelope["refused"].startswith("chinchilla.envelope needs at least 3 sizes")
    for found in (isoflop, parametric):
        assert found["params"]["low"] < found["params"]["centre"] < found["params"]["high"]
    assert told["agree"] is not None


def test_a_wanted_accuracy_is_planned_through_a_curve_over_the_laws_loss(runs: Path, tmp_path: Path) -> None:
    with runs.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "tasks.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*rows[0], "quiz_acc"])
        table.writerows(
            [*row.values(), 0.25 + 0.6 / (1.0 + math.exp(4.0 * (float(row["final_loss"]) - 2.6)))] for row in rows
        )
    named = ["--params", "n_params", "--tokens", "n_tokens", "--loss", "final_loss"]
    forms = {"law": ["chinchilla.parametric"], "curve": ["downstream.sigmoid", "--target", "quiz_acc"]}
    for name, form in forms.items():
        done = without_torch(["fit", tmp_path / "tasks.csv", *named, "--form", *form, "--json"])
        assert done.returncode == 0, done.stderr
        (tmp_path / f"{name}.json").write_text(done.stdout)
    assert json.loads(done.stdout)["coefficients"]["ceiling"] == pytest.approx(0.85, abs=0.01)
    given = ["--law", tmp_path / "law.json", "--downstream", tmp_path / "curve.json", "--json"]
    done = without_torch(["plan", *given, "--accuracy", "0.7"])
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["options"][0]["figures"]
    assert figures["accuracy"]["centre"] == pytest.approx(0.7, abs=1e-3)
    assert figures["loss"]["centre"] == pytest.approx(2.6 - math.log(0.45 / 0.15) / 4.0, abs=0.01)
    assert "never reaches accuracy 0.95" in without_torch(["plan", *given, "--accuracy", "0.95"]).stderr


def test_curves_over_steps_are_fitted_where_batches_are_told(tmp_path: Path) -> None:
    cells = [(N, S) for N in (1e7, 3e7, 1e8, 3e8) for S in (1e3, 4e3, 2e4, 1e5)]
    rows = [(N, 5e5 * S, (6.5e13 / N) ** 0.077 + (2.1e3 / S) ** 0.76, 5e5) for N, S in cells]
    with (tmp_path / "steps.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("params", "tokens", "loss", "batch_tokens"), *rows])
    done = without_torch(["fit", tmp_path / "steps.csv", "--form", "kaplan.steps", "--json"])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["coefficients"]["alpha_S"] == pytest.approx(0.76, abs=1e-3)


def test_the_stock_of_text_is_told() -> None:
    done = without_torch(["stock", "--json"])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert 2025 < told["used_up"]["centre"] < 2035
    assert "used up" in without_torch(["stock", "--version", "2022"]).stdout


def test_what_needs_an_extra_says_which_to_install() -> None:
    done = without_torch(["run", ROOT / "recipes" / "tiny.toml"])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "pip install 'foretell[data,train,page]'" in done.stderr


WRONG = [
    (["fit", "absent.csv"], "absent.csv"),
    (["run", "absent.toml"], "There is no recipe absent.toml"),
    (["show", "corpus", "--store", "absent"], "The store absent does not exist"),
    (["study", "isoflpo"], "Did you mean 'isoflop'?"),
    (["plan", "--flops", "-1"], "is a positive, finite number"),
    (["plan", "--law", "pyproject.toml", "--flops", "1e20"], "pyproject.toml"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["foretell", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    assert stopped.value.code == 1
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_every_command_has_help_that_says_more_than_its_name() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or ""
        assert len((command.callback.__doc__ or "").split()) >= 5, name
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert "Usage" in shown.output


def test_importing_the_package_loads_no_torch_and_every_public_name_is_there() -> None:
    code = "import sys, foretell; assert 'torch' not in sys.modules; [getattr(foretell, n) for n in foretell.__all__]"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_shows_an_example() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert "Example" in (command.callback.__doc__ or ""), command.name


def test_a_shell_completes_commands() -> None:
    asked = {"_FORETELL_COMPLETE": "complete_bash", "COMP_WORDS": "foretell co", "COMP_CWORD": "1"}
    shown = CliRunner().invoke(app, [], env=asked, prog_name="foretell")
    assert shown.stdout.split() == ["compare"]


def test_the_version_is_the_installed_one() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == metadata.version("foretell")


@pytest.mark.parametrize("command", [["evaluate"], ["export"], ["adapt"]])
def test_a_name_of_another_kind_is_a_sentence(command: list[str], tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        lab(pose, Pose(tasks=("agreement",), items=4), name="mine/suite")
    more = [str(tmp_path / "out")] if command == ["export"] else []
    done = CliRunner().invoke(app, [*command, "mine/suite", *more, "--store", str(tmp_path / "store")])
    assert str(done.exception) == "mine/suite is a Suite; a Run is needed."
