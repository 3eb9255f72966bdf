"""A result on disk: `record.json`, written last, says that it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foretell import nouns
from foretell.lab import key as keys
from foretell.lab.files import read_json, write_json
from foretell.nouns import Home, Noun

RECORD, METER = "record.json", "meter.json"
FIELDS = ("verb", "version", "inputs", "noun", "facts", "files", "digest")


def write(
    folder: Path, function: Callable[..., Noun], inputs: Mapping[str, Any], noun: Noun, meter: Mapping[str, Any]
) -> Noun:
    """Write meter and record of a finished call; the record comes last."""
    files = {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}
    manifest = {name: {"digest": keys.file_digest(p), "bytes": p.stat().st_size} for name, p in files.items()}
    address = f"{folder.parent.name}/{folder.name}"
    placed: Noun = noun.at(Home(folder, address, {name: str(row["digest"]) for name, row in manifest.items()}))
    write_json(folder / METER, dict(meter))
    write_json(
        folder / RECORD,
        {
            "verb": function.__name__,
            "version": keys.version_of(function),
            "inputs": {name: _described(value) for name, value in inputs.items()},
            "noun": type(noun).__name__,
            "facts": noun.model_dump(mode="json"),
            "files": manifest,
            "digest": keys.digest(placed),
        },
    )
    return placed


def _described(value: Any) -> Any:
    """An input as the record shows it: a stored noun by address and digest, anything else in full."""
    if isinstance(value, Noun) and value.home is not None and value.home.address:
        return {"noun": type(value).__name__, "address": value.home.address, "digest": keys.digest(value)}
    if isinstance(value, list | tuple):
        return [_described(v) for v in value]
    return keys.canonical(value)


def entry(folder: Path) -> dict[str, Any]:
    """The record of a finished call as it is written. Raises ValueError, naming the file, for one that is damaged."""
    found = read_json(folder / RECORD)
    if not isinstance(found, dict) or not set(FIELDS) <= set(found):
        raise ValueError(f"{folder / RECORD} is damaged: it lacks its keys. {_again(folder)}")
    return found


def _again(folder: Path) -> str:
    return f"Remove the folder {folder} and run again: only this step is repeated."


def read(folder: Path) -> Noun:
    """The noun of a finished call, after a check that all its files are there at their full length."""
    record = entry(folder)
    for name, row in record["files"].items():
        path = folder / name
        found = path.stat().st_size if path.exists() else None
        if found != row["bytes"]:
            state = "is missing" if found is None else f"has {found} bytes where {row['bytes']} were written"
            raise ValueError(f"{path} {state}. {_again(folder)}")
    files = {name: row["digest"] for name, row in record["files"].items()}
    try:
        noun: Noun = getattr(nouns, record["noun"]).model_validate(record["facts"])
    except (AttributeError, TypeError, ValidationError) as error:
        raise ValueError(
            f"{folder / RECORD} holds a {record['noun']} as another version of Foretell wrote it. "
            f"Use that version, or start anew: {_again(folder)}"
        ) from error
    placed: Noun = noun.at(Home(folder, f"{folder.parent.name}/{folder.name}", files))
    return placed


def meter_of(noun: Noun) -> dict[str, Any]:
    """What was measured while this noun was made: seconds, cpu_seconds, peak bytes, device, versions."""
    if noun.home is None or not (noun.home.folder / METER).exists():
        return {}
    return dict(read_json(noun.home.folder / METER))
