"""Files of one JSON object a line, as specs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from foretell.nouns import Spec

Line = TypeVar("Line", bound=Spec)


def read_lines(path: Path, model: type[Line]) -> Iterator[tuple[str, Line]]:
    """Each line with its place (`FILE line N`). Raises ValueError, naming place and key, for a line that is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                place = f"{path} line {number}"
                yield place, _line(line, model, place)


def _line(line: bytes, model: type[Line], place: str) -> Line:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        where = f"{place}, key {key!r}" if key else place
        what = f"A line has the keys {', '.join(model.model_fields)}."
        raise ValueError(f"{where}: {first['msg'].removeprefix('Value error, ')}. {what}") from error
