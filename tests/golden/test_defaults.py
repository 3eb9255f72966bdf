"""Defaults are left out of keys, so a default that changes must raise the version of every verb that takes it.

A new knob needs no new version: with its default, the verb does what it did.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel, Field

import foretell
from foretell.lab.key import canonical
from foretell.nouns import Spec
from tests.golden.pins import WRITING, read_pins, write_pins

FILE = "defaults.json"
Pins = dict[str, dict[str, Any]]


def modules() -> list[Any]:
    """Every module of the package."""
    names = [info.name for info in pkgutil.walk_packages(foretell.__path__, "foretell.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def specs() -> list[type[Spec]]:
    """Every Spec class that the package defines."""
    modules()
    found, queue = set[type[Spec]](), [Spec]
    while queue:
        below = [kind for kind in queue.pop().__subclasses__() if kind.__module__.startswith("foretell.")]
        found |= set(below)
        queue += below
    return sorted(found, key=_name)


def versions() -> dict[str, dict[str, int]]:
    """For each Spec class, the version of each verb that takes it, be it inside another."""
    taken: dict[str, dict[str, int]] = {}
    for module in modules():
        for function in vars(module).values():
            if inspect.isfunction(function) and "version" in vars(function) and function.__module__ == module.__name__:
                for annotation in get_type_hints(function).values():
                    for kind in reached(annotation):
                        taken.setdefault(_name(kind), {})[function.__name__] = vars(function)["version"]
    return taken


def reached(annotation: Any) -> Iterator[type[Spec]]:
    """The Spec classes that a value of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if issubclass(annotation, Spec):
            yield annotation
        for info in annotation.model_fields.values():
            yield from reached(info.annotation)
    for part in get_args(annotation):
        yield from reached(part)


def defaults_of(kind: type[Spec]) -> dict[str, Any]:
    """The defaults of a Spec's fields, in canonical form; a field without one is left out."""
    return {
        name: canonical(info.get_default(call_default_factory=True), name)
        for name, info in kind.model_fields.items()
        if not info.is_required()
    }


def _name(kind: type[Spec]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def pins_now() -> Pins:
    taken = versions()
    return {_name(kind): {"defaults": defaults_of(kind), "verbs": taken.get(_name(kind), {})} for kind in specs()}


def changed_silently(before: Pins, now: Pins) -> list[str]:
    """A sentence for each default that changed, or went, while a verb that takes it kept its version."""
    return [
        f"{name}.{field} was {old!r} and is {now[name]['defaults'].get(field, 'gone')!r}: raise the version of {verb}"
        for name in sorted(set(before) & set(now))
        for field, old in before[name]["defaults"].items()
        if now[name]["defaults"].get(field, ...) != old
        for verb, version in now[name]["verbs"].items()
        if before[name]["verbs"].get(verb) == version
    ]


def test_no_default_changes_without_a_version() -> None:
    before, now = read_pins(FILE), pins_now()
    assert changed_silently(before, now) == []
    if WRITING:
        write_pins(FILE, now)
    assert read_pins(FILE) == now, "specs, defaults or versions moved: FORETELL_WRITE_GOLDEN=1 pytest tests/golden"


def test_the_known_specs_are_found() -> None:
    names = {kind.__name__ for kind in specs()}
    assert {"Tokenize", "Ladder"} <= names
    assert versions()["foretell.tokens.tokenize.Tokenize"] == {"tokenize": 1}


class Topping(Spec):
    grams: float = 5.0


class Pie(Spec):
    size: int
    topping: Topping = Topping()
    names: list[str] = Field(default_factory=list)


def pin(defaults: dict[str, Any], **verbs: int) -> Pins:
    return {"pie": {"defaults": defaults, "verbs": verbs}}


def test_defaults_are_read_from_the_class() -> None:
    assert defaults_of(Pie) == {"topping": {"type": "Topping"}, "names": []}
    assert set(reached(dict[str, Pie] | None)) == {Pie, Topping}


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        (pin({"size": 2}, bake=1), 1),
        (pin({}, bake=1), 1),
        (pin({"size": 2}, bake=1, eat=1), 1),  # a verb that is new had no results yet
        (pin({"size": 2}, bake=2), 0),
        (pin({"size": 1, "knob": 3}, bake=1), 0),
        (pin({"size": 1}, bake=1), 0),
        ({}, 0),
    ],
)
def test_a_silent_change_is_found(now: Pins, faults: int) -> None:
    assert len(changed_silently(pin({"size": 1}, bake=1), now)) == faults
