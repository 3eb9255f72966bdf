"""A recipe as TOML that explains itself: above each key what it means, and why it has this value."""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from foretell.nouns import Source, Spec
from foretell.recipe import Recipe

Notes = Mapping[str, str]  # of keys, such as "ladder.widths": why they have their values; "" heads the whole
COLUMNS = 120
BARE = re.compile(r"[A-Za-z0-9_-]+")
PLAIN = range(-3, 6)  # powers of ten that are written without an exponent


def toml_form(recipe: Recipe, notes: Notes | None = None) -> str:
    """The recipe as commented TOML; `read_recipe` reads the same back.

    Written are the keys that differ from their default or have a note. Raises ValueError for text that is no Unicode,
    which TOML cannot hold.
    """
    given = notes or {}
    head = comment(given.get("", ""))
    text = "\n\n".join(["\n".join(block) for block in (head, *_tables(recipe, "", given)) if block]) + "\n"
    if not _is_unicode(text):
        raise ValueError(f"The recipe {recipe.name} has a name or a path that is not Unicode, which TOML cannot hold.")
    return text


def _tables(spec: Spec, path: str, notes: Notes) -> Iterator[list[str]]:
    """The lines of a spec's own keys under its header, then those of each spec inside it."""
    fields = {name: getattr(spec, name) for name in _written(spec, path, notes)}
    own = {name: value for name, value in fields.items() if not _is_table(value, path, name)}
    if own:
        yield [f"[{path}]"] * bool(path) + _lines(type(spec), own, path, notes)
    for name, value in fields.items():
        if name in own:
            continue
        where = _joined(path, name)
        if isinstance(value, Spec):
            yield from _tables(value, where, notes) if _has_lines(value, where, notes) else [[f"[{where}]"]]
        else:
            head = comment(_said(type(spec), name, where, notes))
            yield [*head, f"[{where}]", *(f"{key_form(key)} = {value_form(each)}" for key, each in value.items())]


def _has_lines(spec: Spec, path: str, notes: Notes) -> bool:
    return any(True for _ in _tables(spec, path, notes))


def _lines(kind: type[BaseModel], own: Mapping[str, Any], path: str, notes: Notes) -> list[str]:
    lines: list[str] = []
    for name, value in own.items():
        said = comment(_said(kind, name, _joined(path, name), notes))
        lines += [*said, f"{name} = {value_form(value)}"]
    return lines


def _written(spec: Spec, path: str, notes: Notes) -> list[str]:
    """The fields that differ from their default, or that a note (of theirs, or of a key below them) speaks of."""
    noted = [note for note in notes if note]
    return [
        name
        for name, info in type(spec).model_fields.items()
        if getattr(spec, name) != info.get_default(call_default_factory=True)
        or any(f"{note}.".startswith(f"{_joined(path, name)}.") for note in noted)
    ]


def _is_table(value: Any, path: str, name: str) -> bool:
    """A table of its own: a spec that is no file, and the sources of pages, which are many."""
    return isinstance(value, Spec) or (isinstance(value, Mapping) and not path and bool(name))


def _said(kind: type[BaseModel], name: str, where: str, notes: Notes) -> str:
    """What a key means, and why it has its value."""
    return " ".join(part for part in (kind.model_fields[name].description, notes.get(where)) if part)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def comment(text: str) -> list[str]:
    """Text as comment lines of at most COLUMNS; each line of it starts anew, and none of it can end the comment."""
    wrapped = [
        line
        for part in text.splitlines()
        for line in textwrap.wrap(part, COLUMNS - 2, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return [f"# {_printable(line)}".rstrip() for line in wrapped]


def _printable(line: str) -> str:
    """Control characters, which no TOML comment may hold, are written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)


def value_form(value: Any) -> str:
    """A value as TOML writes it: text, numbers, lists and inline tables; a file as its path."""
    if isinstance(value, Source):
        return text_form(value.where)
    if isinstance(value, str):
        return text_form(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return number_form(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key_form(key)} = {value_form(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(value_form, value))}]"
    return str(value)


def text_form(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for the delete character, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key_form(key: str) -> str:
    return key if BARE.fullmatch(key) else text_form(key)


def number_form(value: float) -> str:
    """The shortest digits that are read back as the same float: 1.78e11, 0.05."""
    text = repr(value)
    if value == 0.0 or not math.isfinite(value) or math.floor(math.log10(abs(value))) in PLAIN:
        return text
    short = next(f"{value:.{digits}e}" for digits in range(17) if float(f"{value:.{digits}e}") == value)
    mantissa, exponent = short.split("e")
    return f"{mantissa}e{int(exponent)}"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
