"""A law or a curve in a file, as `foretell fit --json` writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from foretell.nouns import Curve, Fitted, Law

LARGEST = 20_000_000  # bytes; a law of four hundred draws has some tens of thousands

Noun = TypeVar("Noun", bound="Fitted")


def law_in(path: Path) -> Law:
    """The law of a file. Raises ValueError, naming the file, for one that holds none that can be asked anything."""
    from foretell.laws import check_law
    from foretell.nouns import Law

    return _checked(path, _read(path, Law, "law"), check_law)


def curve_in(path: Path) -> Curve:
    """The curve of a file. Raises ValueError, naming the file, for one that holds none that can be asked anything."""
    from foretell.laws import check_curve
    from foretell.nouns import Curve

    return _checked(path, _read(path, Curve, "curve"), check_curve)


def _checked(path: Path, found: Noun, check: Callable[[Noun], None]) -> Noun:
    try:
        check(found)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return found


def _read(path: Path, noun: type[Noun], what: str) -> Noun:
    if not path.exists():
        raise ValueError(f"There is no {what} {path}.")
    if not path.is_file() or path.stat().st_size > LARGEST:
        found = f"has over {LARGEST:,} bytes" if path.is_file() else "is no file"
        raise ValueError(f"{path} {found}, and a {what} that `foretell fit --json` wrote was expected.")
    try:
        return noun.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError as error:  # neither JSON, nor text, nor such a noun
        made = f"`foretell fit RUNS.csv --json > {what.upper()}.json`"
        raise ValueError(f"{path} holds no {what}: make one with {made}.") from error
