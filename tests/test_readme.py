"""README tells the truth: its commands exist, its Python runs, its tree is there."""

from __future__ import annotations

import ast
import csv
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import foretell
from foretell.cli import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
    return [text for kind, text in found if kind == language]


def commands() -> list[list[str]]:
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    inline = re.findall(r"`(foretell [^`]+)`", README)
    return [shlex.split(line.split(">")[0]) for line in (*lines, *inline) if line.startswith("foretell ")]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_and_option_of_readme_exists(command: list[str]) -> None:
    _, name, *rest = command
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, f"no command {name}"
    for option in (word for word in rest if word.startswith("--")):
        assert option in shown.output


def test_the_table_commands_of_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of README, on a table of IsoFLOP runs and one of scores."""
    monkeypatch.chdir(tmp_path)
    budgets, ratios = [1e19 * 2**k for k in range(5)], (0.25, 0.4, 0.63, 1.0, 1.6, 2.5, 4.0)
    cells = [(C, 0.1 * C**0.5 * ratio) for C in budgets for ratio in ratios]
    runs = [(N, C / (6 * N), 1.8 + 480.0 * N**-0.35 + 2100.0 * (C / (6 * N)) ** -0.37) for C, N in cells]
    scores = [(10.0**k, "quiz", "accuracy", 0.25 + 0.02 * k, 0.01, 0.25) for k in range(17, 24)]
    for name, rows in (
        ("runs.csv", [("params", "tokens", "loss"), *runs]),
        ("scores.csv", [("flops", "task", "metric", "value", "error", "chance"), *scores]),
    ):
        with Path(name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    (block,) = (block for block in blocks("sh") if "fit runs.csv" in block)
    for line in block.strip().splitlines():
        words, _, redirected = line.partition(" > ")
        done = CliRunner().invoke(app, shlex.split(words)[1:])
        assert done.exit_code == 0, f"{line}: {done.exception}"
        if redirected:
            Path(redirected).write_text(done.stdout)


def test_the_python_of_readme_names_what_there_is() -> None:
    (code,) = blocks("python")
    tree = ast.parse(code)
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert set(names) - {"Path"} <= set(foretell.__all__)


def test_the_tree_of_readme_is_the_tree() -> None:
    (tree,) = (block for block in blocks("") if "src/foretell/" in block)
    told = set(re.findall(r"[├└]── (\S+?)/?(?=\s)", tree))
    there = {p.name for p in (ROOT / "src" / "foretell").iterdir() if not p.name.startswith(("_", "."))}
    assert told == there - {"py.typed"}
    for place in re.findall(r"^(\S+)\s{2,}", tree, flags=re.MULTILINE):
        if not place.startswith(("├", "└")):
            assert (ROOT / place).exists(), place
