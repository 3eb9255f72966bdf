"""Small tables of named rows in TOML: those that come along, and a user's own file that adds to them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

LARGEST_FILE = 1_000_000  # bytes; a catalogue has some dozens of rows


class Titled(Protocol):
    """A row with a name for people."""

    @property
    def title(self) -> str: ...


Page = TypeVar("Page", bound=BaseModel)
Row = TypeVar("Row", bound=Titled)


def built_in(name: str, model: type[Page]) -> Page:
    """The catalogue `name` that lies beside this file."""
    return model.model_validate(_read_once(name))


@cache
def _read_once(name: str) -> dict[str, Any]:
    return tomllib.loads(files("foretell.planning").joinpath(name).read_text(encoding="utf-8"))


def own(path: Path, model: type[Page]) -> Page:
    """A user's catalogue with the same keys. Raises ValueError, in a sentence that names the file and the key."""
    table = _parsed(path)
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise ValueError(_sentence(path, error, model)) from error


def named(rows: Mapping[str, Row], name: str, what: str) -> tuple[str, Row]:
    """The key and the row of this name or title; case, spaces and dashes do not count.

    Raises ValueError with the nearest names for one that there is not.
    """
    plain = {_plain(row.title): key for key, row in rows.items()} | {_plain(key): key for key in rows}
    if _plain(name) in plain:
        key = plain[_plain(name)]
        return key, rows[key]
    near = dict.fromkeys(plain[one] for one in get_close_matches(_plain(name), plain, n=3, cutoff=0.5))
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise ValueError(f"There is no {what} named {name!r}.{hint} Known: {', '.join(rows)}.")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _parsed(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ValueError(f"{path} is no file, and a TOML file was expected.")
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"{path} has over {LARGEST_FILE:,} bytes: that is no table of a few named rows.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path} cannot be read as TOML: {error}.") from error
    except RecursionError as error:
        raise ValueError(f"{path} cannot be read as TOML: its tables lie too deep in one another.") from error


def _sentence(path: Path, error: ValidationError, model: type[BaseModel]) -> str:
    """The first fault in words: where it is, what was found, what was expected."""
    faults = error.errors(include_url=False)
    fault = min(faults, key=lambda one: one["type"] != "extra_forbidden")  # a misspelt key is a missing one too
    *parents, key = (str(part) for part in fault["loc"])
    where = f"{path}, [{'.'.join(parents)}]" if parents else f"{path}"
    if fault["type"] == "extra_forbidden":
        known = _keys(model)
        near = get_close_matches(key, known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else f" Keys: {', '.join(known)}."
        return f"{where}: there is no key {key!r}.{hint}"
    if fault["type"] == "missing":
        return f"{where}: the key {key!r} is missing."
    return f"{where}: {key!r} is {str(fault['input'])[:60]!r}, and that will not do: {_lowered(fault['msg'])}."


def _keys(model: type[BaseModel]) -> list[str]:
    """Every key that a catalogue may have: its own tables and those of their rows."""
    found = list(model.model_fields)
    for field in model.model_fields.values():
        rows = [one for one in getattr(field.annotation, "__args__", ()) if isinstance(one, type)]
        found += [key for row in rows if issubclass(row, BaseModel) for key in row.model_fields]
    return found


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
