"""Whether every number of a noun is one: JSON knows Infinity and NaN, and numbers that overflow to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from foretell.nouns import Fitted
from foretell.nouns.noun import Noun


def faults_of_fitted(found: Fitted, names: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with names, coefficients, draws or any number of a law or a curve, whose form has `names`."""
    if found.names != names:
        yield f"its names are {listed(found.names)}, and {found.form} has {listed(names)}"
    if found.coefficients.keys() != set(names):
        yield f"its coefficients are {listed(found.coefficients)}, and its names {listed(names)}"
    for row in found.draws:
        if len(row) != len(names):
            yield f"one of its draws has {len(row)} numbers, and there are {len(names)} names"
        if not all(map(math.isfinite, row)):
            yield "one of its draws holds a number that is not finite"
    rest = {name: value for name, value in found if name != "draws"}
    yield from (f"{where} is {said}" for where, said in not_finite(rest))
    for name in ("residual_sd", "runs"):
        if getattr(found, name) < 0:
            yield f"{name} is {getattr(found, name):g}, and it must be 0 or more"


def not_finite(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every number in a noun, a mapping or a sequence that is not finite: where it stands, and what it is."""
    if isinstance(value, Noun):
        value = dict(value)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from not_finite(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from not_finite(inner, f"{where}[{place}]")
    elif isinstance(value, int | float) and not _is_finite(value):
        yield where, f"{value}" if isinstance(value, float) else "beyond all numbers"


def listed(names: Iterable[str]) -> str:
    """Names, one after the other."""
    return ", ".join(names) or "none"


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an int beyond all floats
        return False
