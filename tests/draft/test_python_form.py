"""The Python of a recipe makes the same specs, and walks the same journey."""

from __future__ import annotations

import ast
import builtins
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import foretell
from foretell.draft import TINY, python_form
from foretell.draft.python_form import COLUMNS, PUBLIC, STAGES, TAUGHT, TAUGHT_VERBS, VERBS
from foretell.recipe import Recipe, read_recipe
from tests.draft.test_toml_form import recipes

MICRO = Path(__file__).resolve().parents[1] / "journey" / "micro.toml"


def run(recipe: Recipe, name: str) -> dict[str, Any]:
    scope: dict[str, Any] = {"__name__": name}
    exec(compile(python_form(recipe), "recipe.py", "exec"), scope)
    return scope


@settings(max_examples=30)
@given(recipe=recipes())
def test_it_makes_the_same_specs(recipe: Recipe) -> None:
    scope = run(recipe, "imported")
    assert scope["PAGES"] == recipe.pages
    assert all(scope[stage.upper()] == getattr(recipe, stage) for stage in STAGES + TAUGHT)


def test_every_name_in_it_is_there_and_no_line_is_too_long() -> None:
    code = python_form(TINY)
    names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    assert "compare" in code
    assert {node.id for node in names} - made - set(dir(builtins)) - set(run(TINY, "imported")) == set()
    assert max(map(len, code.splitlines())) <= COLUMNS


def test_what_it_takes_for_public_is() -> None:
    assert {*PUBLIC.split(), *VERBS.split(), *TAUGHT_VERBS.split()} <= set(foretell.__all__)


def test_it_walks_the_journey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # one worker: this process
    scope = run(read_recipe(MICRO), "__main__")
    said = capsys.readouterr().out
    assert f"centre={scope['goal'].forecast.centre}" in said
    assert scope["target"].rung.sealed
    assert len(scope["scores"]) == len(scope["cells"]) + 1
