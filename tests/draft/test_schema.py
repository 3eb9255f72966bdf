"""The schema takes the recipes that come with us, refuses what a recipe refuses, and explains every key."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foretell.draft import recipe_schema

ROOT = Path(__file__).resolve().parents[2]
RECIPES = sorted([*(ROOT / "recipes").glob("*.toml"), *(ROOT / "tests" / "journey").glob("*.toml")])


def keys(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{path}{name}", part
        yield from keys(part, f"{path}{name}.")


def unknown(table: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Keys of a table that the schema does not know."""
    known = schema.get("properties", {})
    if not known:
        return []
    found = [name for name in table if name not in known]
    inner = [(value, known[name]) for name, value in table.items() if isinstance(value, dict) and name in known]
    return found + [name for value, part in inner for name in unknown(value, part)]


def test_every_key_is_explained() -> None:
    found = dict(keys(recipe_schema()))
    assert {"name", "pages", "ladder.widths", "curate.quality.min_words", "teach.facts", "adapt.replay"} <= set(found)
    assert [name for name, part in found.items() if not part.get("description")] == []


def test_it_stands_alone_and_knows_nothing_that_toml_lacks() -> None:
    text = json.dumps(recipe_schema())
    assert "$ref" not in text
    assert "null" not in text


def test_a_file_is_written_as_its_path() -> None:
    found = dict(keys(recipe_schema()))
    assert found["tokenize.tokenizer"]["type"] == "string"
    assert found["pose.tasks"]["items"] == {"type": "string"}
    assert found["teach.facts"]["items"] == {"type": "string"}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_recipes_have_no_key_that_it_does_not_know(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert unknown(table, recipe_schema()) == []
    assert unknown(table | {"laddder": {}}, recipe_schema()) == ["laddder"]


def test_a_validator_agrees() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(recipe_schema())
    jsonschema.Draft7Validator.check_schema(recipe_schema())
    for path in RECIPES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert list(validator.iter_errors(table)) == []
        assert list(validator.iter_errors(table | {"ladder": {"widths": [25]}}))
        assert list(validator.iter_errors(table | {"budget": {"flops": "2 kg"}}))
