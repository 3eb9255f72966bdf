"""TOML → specs, with errors that name the file, the key, what was found and what was meant."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from itertools import takewhile
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
        _check_file(path)
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} cannot be read as TOML: {error}.") from error
    except RecursionError as error:
        raise RecipeError(f"{path} cannot be read as TOML: its lists or tables lie too deep in one another.") from error
    try:
        return model.model_validate(table, context={"folder": path.parent})
    except ValidationError as error:
        told = [_sentence(path, model, detail) for detail in _first_of_each_place(error)]
        raise RecipeError("\n".join(told)) from error


def _check_file(path: Path) -> None:
    if not path.exists():
        raise RecipeError(f"There is no recipe {path}.")
    if not path.is_file():
        what = "a folder" if path.is_dir() else "a pipe or a device"
        raise RecipeError(f"{path} is {what}, and a recipe is a TOML file.")


def _first_of_each_place(error: ValidationError) -> list[ErrorDetails]:
    """One fault a place: a value that may be of two types would otherwise be told once for each."""
    return list({str(_place(detail)): detail for detail in reversed(error.errors())}.values())[::-1]


def _place(detail: ErrorDetails) -> tuple[str, ...]:
    """The tables and the key that lead to a fault; what comes after a place in a list is no key of the recipe."""
    return tuple(map(str, takewhile(lambda part: isinstance(part, str), detail["loc"])))


def _sentence(path: Path, model: type[BaseModel], detail: ErrorDetails) -> str:
    *parents, last = _place(detail) or ("",)
    where = f"{path}, table [{'.'.join(parents)}]" if parents else f"{path}"
    if detail["type"] == "extra_forbidden":
        keys = _keys(model, parents)
        near = difflib.get_close_matches(last, keys, n=1)
        meant = f"Did you mean {near[0]!r}?" if near else f"Keys there: {', '.join(keys)}."
        return f"{where}: {last!r} is no key. {meant}"
    if not last:
        return f"{path}: {reason_of(detail)}."
    if detail["type"] == "missing":
        return f"{where}: {last!r} is missing.{_meaning(model, parents, last)}"
    is_listed = len(detail["loc"]) > len(parents) + 1
    return (
        f"{where}: {last!r} {'holds' if is_listed else 'is'} {_shown(detail['input'])}: {reason_of(detail)}."
        f"{_meaning(model, parents, last)}"
    )


def reason_of(detail: ErrorDetails) -> str:
    """What was expected of a value, in words and without a full stop."""
    given = detail.get("ctx", {})
    known = {
        **dict.fromkeys(("float_type", "float_parsing"), "a number was expected, without quotes and without its unit"),
        **dict.fromkeys(("int_type", "int_parsing"), "a whole number was expected, in digits and without quotes"),
        "int_from_float": "a whole number was expected",
        "bool_type": "true or false was expected",
        "string_type": "text in quotes was expected",
        "tuple_type": "a list was expected, in square brackets",
        "too_short": "it is empty",
        "greater_than": f"it must be greater than {_number(given.get('gt'))}",
        "greater_than_equal": f"it must be at least {_number(given.get('ge'))}",
        "less_than": f"it must be less than {_number(given.get('lt'))}",
        "less_than_equal": f"it must be at most {_number(given.get('le'))}",
        "multiple_of": f"it must be a multiple of {given.get('multiple_of')}",
        "finite_number": "a finite number was expected",
        "literal_error": f"{given.get('expected')} was expected",
        "string_pattern_mismatch": f"it does not fit the pattern {given.get('pattern')}",
        **dict.fromkeys(("dict_type", "model_type"), "a table was expected, with keys of its own"),
    }
    return known.get(detail["type"]) or detail["msg"].removeprefix("Value error, ").rstrip(".")


def _number(bound: Any) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _meaning(model: type[BaseModel], parents: Sequence[str], key: str) -> str:
    """What the key stands for, and so in which unit, as its spec describes it."""
    described = _model_at(model, parents).model_fields.get(key)
    return f" {key}: {described.description}" if described and described.description else ""


def _keys(model: type[BaseModel], parents: Sequence[str]) -> list[str]:
    return list(_model_at(model, parents).model_fields)


def _model_at(model: type[BaseModel], parents: Sequence[str]) -> type[BaseModel]:
    """The spec of the table that `parents` lead to."""
    for name in parents:
        found = _model_in(model.model_fields[name].annotation) if name in model.model_fields else None
        model = found or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The spec that a field of this type may hold, the first of them; None where it holds plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def sentence_of(error: Exception) -> str:
    """What went wrong, as a person reads it: of a spec, the first wrong key; of a missing package, the extra."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"This needs {error.name}, which is not installed: pip install 'foretell[data,train,page]'."
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        return f"{'.'.join(map(str, wrong['loc']))} is {_shown(wrong['input'])}: {reason_of(wrong)}."
    return str(error.args[0] if isinstance(error, LookupError) and error.args else error)
