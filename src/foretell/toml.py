"""TOML → specs, with errors that name the file, the key, what was found and what was meant."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)


class RecipeError(ValueError):
    """A recipe that cannot be followed, in one sentence a line."""


def read_toml(path: Path, model: type[Model]) -> Model:
    """The spec that a TOML file writes, key for key; paths in it are relative to its folder.

    Raises RecipeError for a file, key, type or value that is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RecipeError(f"There is no recipe {path}.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} cannot be read as TOML: {error}.") from error
    try:
        return model.model_validate(table, context={"folder": path.parent})
    except ValidationError as error:
        raise RecipeError("\n".join(_sentence(path, model, detail) for detail in error.errors())) from error


def _sentence(path: Path, model: type[BaseModel], detail: ErrorDetails) -> str:
    *parents, last = map(str, detail["loc"]) if detail["loc"] else ("",)
    where = f"{path}, table [{'.'.join(parents)}]" if parents else f"{path}"
    if detail["type"] == "extra_forbidden":
        keys = _keys(model, parents)
        near = difflib.get_close_matches(last, keys, n=1)
        meant = f"Did you mean {near[0]!r}?" if near else f"Keys there: {', '.join(keys)}."
        return f"{where}: {last!r} is no key. {meant}"
    if not detail["loc"]:
        return f"{path}: {detail['msg'].removeprefix('Value error, ').rstrip('.')}."
    if detail["type"] == "missing":
        return f"{where}: {last!r} is missing."
    reason = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {last!r} is {detail['input']!r}: {reason}."


def _keys(model: type[BaseModel], parents: list[str]) -> list[str]:
    """The keys of the table that `parents` lead to."""
    for name in parents:
        found = _model_in(model.model_fields[name].annotation) if name in model.model_fields else None
        model = found or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def sentence_of(error: Exception) -> str:
    """What went wrong, as a person reads it: of a spec, the first wrong key; of a missing package, the extra."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"This needs {error.name}, which is not installed: pip install 'foretell[data,train,page]'."
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        return f"{'.'.join(map(str, wrong['loc']))} is {wrong['input']!r}: {wrong['msg']}."
    return str(error.args[0] if isinstance(error, LookupError) and error.args else error)
