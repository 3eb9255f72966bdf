"""From a number to the record that it came from: anchors, links, and the appendix that they lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from foretell.lab import digest
from foretell.nouns import Noun
from foretell.report.markup import Html, details, table, tag

LINE = 110  # characters of JSON that may stand on one line


def address(noun: Noun) -> str:
    """`verb/key` in the store; for a noun that no lab has stored, its type and digest."""
    if noun.home is not None and noun.home.address:
        return noun.home.address
    return f"{type(noun).__name__.lower()}/{digest(noun)}"


def cite(noun: Noun, text: str) -> Html:
    """A text, most often a number, that leads to its record."""
    return tag("a", text, href=f"#{address(noun)}", class_="cite")


def appendix(nouns: Iterable[Noun]) -> Html:
    """Each record once, in the order given: address, type, digest, files, facts."""
    entries = {address(noun): noun for noun in nouns}
    return tag("div", *(_entry(where, noun) for where, noun in entries.items()), class_="records")


def _entry(where: str, noun: Noun) -> Html:
    verb, _, key = where.partition("/")
    summary = tag("span", tag("b", verb), f"/{key}", class_="address")
    what = tag("p", f"{type(noun).__name__} · digest ", tag("code", digest(noun)))
    facts = tag("pre", pretty(noun.model_dump(mode="json")))
    return tag("details", tag("summary", summary), what, _files(noun), facts, id=where, class_="record")


def _files(noun: Noun) -> Html:
    files = noun.home.files if noun.home is not None else {}
    if not files:
        return Html("")
    rows = [(name, tag("code", file_digest)) for name, file_digest in files.items()]
    return details(f"Digests of its files ({len(files)})", table(("file", "digest"), rows))


def pretty(value: Any, indent: int = 0) -> str:
    """JSON in which whatever fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= LINE or not isinstance(value, dict | list) or not value:
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        inner = [f"{json.dumps(k, ensure_ascii=False)}: {pretty(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(pad + line for line in inner) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + pretty(v, indent + 1) for v in value) + "\n" + " " * indent + "]"
