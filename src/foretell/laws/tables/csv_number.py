"""The numbers in tables that somebody else wrote: as programs write them, and as spreadsheets do."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MISSING = ("", "nan", "na", "n/a", "<na>", "#n/a", "#na", "none", "null", "-", "diverged")
DECIMAL_COMMA, COMMAS, SPACES = "decimal comma", "commas", "spaces"
NOTES: Mapping[str, str] = {
    DECIMAL_COMMA: "a comma is taken for the decimal point, since semicolons divide the cells",
    COMMAS: "commas are taken to group thousands",
    SPACES: "spaces are taken to group thousands",
}
SPACE = "[ \u00a0\u2009\u202f]"  # and those that do not break a line
FRACTION = r"(?:\.\d+)?"


@dataclass
class Numbers:
    """Reads the cells of one table, and remembers which columns were written in which notation.

    Only where semicolons divide the cells can a comma be a decimal point. Elsewhere a single comma, as in "25,000",
    says nothing for certain and is refused.
    """

    path: Path | str
    has_decimal_commas: bool = False
    notations: dict[str, set[str]] = field(default_factory=dict)
    row: str = "line"  # as a sentence calls it

    def column(self, name: str, lines: Sequence[int], texts: Sequence[str]) -> list[float]:
        """The numbers in cells of one column. Raises ValueError as `read` does."""
        if not self.has_decimal_commas:  # then what Python reads as a number can be nothing else
            with suppress(ValueError):
                return list(map(float, texts))
        return [self.read(line, name, text) for line, text in zip(lines, texts, strict=True)]

    def read(self, line: int, column: str, text: str) -> float:
        """The number in a cell, NaN where it says that there is none. Raises ValueError for anything else, and where
        one column mixes decimal commas with decimal points or with commas that group thousands."""
        if text.strip().lower() in MISSING:
            return math.nan
        where = f"{self.path}, {self.row} {line}, column {column!r}"
        plain, notation = self._plain(text.strip())
        try:
            number = float(plain)
        except ValueError:
            raise ValueError(f"{where}: {_shown(text)!r} is not a number.{self._hint(text.strip())}") from None
        notation = notation or ("decimal point" if "." in plain else "")
        found = self.notations.setdefault(column, set())
        found |= {notation} - {""}
        if DECIMAL_COMMA in found and found & {COMMAS, "decimal point"}:
            raise ValueError(
                f"{where}: with {_shown(text)!r} the column holds decimal commas and another notation. Write its "
                "numbers in one, without separators of thousands."
            )
        return number

    def notes(self) -> tuple[str, ...]:
        """What was made of commas and spaces inside numbers, a sentence a notation."""
        columns = {kind: [repr(name) for name, found in self.notations.items() if kind in found] for kind in NOTES}
        return tuple(f"In {', '.join(names)} {NOTES[kind]}." for kind, names in columns.items() if names)

    def _plain(self, text: str) -> tuple[str, str]:
        """A cell as Python writes numbers, and the notation that it was in; empty if that is Python's own."""
        if re.fullmatch(rf"[+-]?\d{{1,3}}(?:,\d{{3}}){{2,}}{FRACTION}", text):
            return text.replace(",", ""), COMMAS
        point = "[.,]" if self.has_decimal_commas else r"\."
        if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{SPACE}\d{{3}})+(?:{point}\d+)?", text):
            joined = re.sub(SPACE, "", text)
            return joined.replace(",", "."), DECIMAL_COMMA if "," in joined else SPACES
        if self.has_decimal_commas and re.fullmatch(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?", text):
            return text.replace(",", "."), DECIMAL_COMMA
        return text, ""

    def _hint(self, text: str) -> str:
        if re.fullmatch(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?", text):
            return " Its comma may group thousands or be a decimal point: write the number without one."
        if re.fullmatch(r"[+-]?[\d.]+\s*[kKmMbBtTgG]", text):
            return " Write plain counts: 25 million are 25000000 or 2.5e7."
        return ""


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
