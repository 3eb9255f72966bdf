"""A result on disk: `record.json`, written last, says that it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from foretell import nouns
from foretell.lab import key as keys
from foretell.lab.files import DamagedError, read_json, write_json
from foretell.lab.workspace import SCRATCH
from foretell.nouns import Home, Noun

RECORD, METER = "record.json", "meter.json"
FIELDS = ("verb", "version", "inputs", "noun", "facts", "files", "digest")


def write(
    folder: Path, function: Callable[..., Noun], inputs: Mapping[str, Any], noun: Noun, meter: Mapping[str, Any]
) -> Noun:
    """Write meter and record of a finished call; the record comes last. What lies in scratch is no part of it."""
    found = {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}
    files = {name: p for name, p in found.items() if not name.startswith(f"{SCRATCH}{os.sep}")}
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
    if not isinstance(found, dict) or not set(FIELDS) <= set(found) or not _is_manifest(found["files"]):
        raise DamagedError(f"{folder / RECORD} is damaged: it lacks its keys. {again(folder)}")
    return found


def _is_manifest(files: Any) -> bool:
    rows = files.values() if isinstance(files, dict) else [None]
    return all(isinstance(row, dict) and {"digest", "bytes"} <= set(row) for row in rows)


def again(folder: Path) -> str:
    """What to do about a step that is damaged."""
    return f"Remove the folder {folder} and run again: only this step is repeated."


def read(folder: Path) -> Noun:
    """The noun of a finished call, after a check that its facts are those written and its files have their lengths."""
    record = entry(folder)
    for name, row in record["files"].items():
        path = folder / name
        found = path.stat().st_size if path.exists() else None
        if found != row["bytes"]:
            state = "is missing" if found is None else f"has {found} bytes where {row['bytes']} were written"
            raise DamagedError(f"{path} {state}. {again(folder)}")
    files = {name: row["digest"] for name, row in record["files"].items()}
    try:
        noun: Noun = getattr(nouns, record["noun"]).model_validate(record["facts"])
    except (AttributeError, TypeError, ValidationError) as error:
        raise DamagedError(
            f"{folder / RECORD} holds a {record['noun']} as another version of Foretell wrote it. "
            f"Use that version, or start anew: {again(folder)}"
        ) from error
    placed: Noun = noun.at(Home(folder, f"{folder.parent.name}/{folder.name}", files))
    if keys.digest(placed) != record["digest"] and not _lacks_fields(noun):
        raise DamagedError(f"{folder / RECORD} was altered: its facts are not those that were written. {again(folder)}")
    return placed


def _lacks_fields(noun: Noun) -> bool:
    """Whether a record was written before the noun had all its fields: then its digest is of fewer facts."""
    return noun.model_dump(exclude_unset=True) != noun.model_dump()


def meter_of(noun: Noun) -> dict[str, Any]:
    """What was measured while this noun was made: seconds, cpu_seconds, peak bytes, device, versions."""
    return read_meter(noun.home.folder) if noun.home else {}


def read_meter(folder: Path) -> dict[str, Any]:
    """The meter of a finished call, empty where it has none."""
    if not (folder / METER).exists():
        return {}
    found = read_json(folder / METER)
    if not isinstance(found, dict):
        raise DamagedError(f"{folder / METER} is damaged: it holds no figures. {again(folder)}")
    return found
