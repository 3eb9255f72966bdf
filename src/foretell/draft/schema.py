"""The JSON schema of recipes, by which editors complete, check and explain a TOML file."""

from __future__ import annotations

from typing import Any

from foretell.recipe import Recipe

DRAFT = "http://json-schema.org/draft-07/schema#"  # which editors of TOML know
FILE = {"type": "string"}  # a file is written as its path


def recipe_schema() -> dict[str, Any]:
    """A schema without references: each table lies where it is used, with its description beside it."""
    found = Recipe.model_json_schema()
    tables = {**found.pop("$defs", {}), "Source": FILE}
    plain: dict[str, Any] = _plain(found, tables)
    return {"$schema": DRAFT, **plain, "title": "A recipe of Foretell"}


def _plain(part: Any, tables: dict[str, Any]) -> Any:
    """References resolved, and what TOML lacks (null) left out."""
    if isinstance(part, list):
        return [_plain(each, tables) for each in part]
    if not isinstance(part, dict):
        return part
    rest = {
        key: _plain(value, tables) for key, value in part.items() if key not in ("$ref", "anyOf") and value is not None
    }
    if "$ref" in part:
        return {**_plain(tables[part["$ref"].rsplit("/", 1)[1]], tables), **rest}
    if "anyOf" not in part:
        return rest
    kinds: list[Any] = []
    for kind in (_plain(each, tables) for each in part["anyOf"]):
        if kind not in [*kinds, {"type": "null"}]:
            kinds.append(kind)
    return {**kinds[0], **rest} if len(kinds) == 1 else {**rest, "anyOf": kinds}
