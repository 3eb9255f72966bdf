"""Items: questions with a right answer among a few, and the file that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError, model_validator

from foretell.lab import write_text
from foretell.nouns import Spec

ITEMS_FILE = "items.jsonl"


class Item(Spec):
    """One question. A choice is a continuation of the context, with its leading space."""

    task: str
    id: str
    context: str
    choices: tuple[str, ...]
    answer: int  # index of the right choice
    subject: str = ""  # what it is about, as the corpus names it
    template: str = ""  # the wording it was asked in, where a question has several
    states: str = ""  # the answer as the corpus words it; empty where nothing needs to be stated

    @model_validator(mode="after")
    def _answerable(self) -> Item:
        if len(set(self.choices)) < max(2, len(self.choices)):
            raise ValueError(f"choices are {list(self.choices)}; an item needs two or more, all different")
        if not all(self.choices):
            raise ValueError("a choice is empty; every choice must add something to the context")
        if not 0 <= self.answer < len(self.choices):
            raise ValueError(
                f"answer is {self.answer}; with {len(self.choices)} choices it is 0 to {len(self.choices) - 1}"
            )
        return self


def write_items(path: Path, items: Iterable[Item]) -> None:
    """Write items, one JSON object a line, in the order given; a key that is not needed is left out."""
    write_text(path, "".join(json.dumps(item.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n" for item in items))


def read_items(path: Path) -> list[Item]:
    """Read items. Raises ValueError naming file and line for a line that is no item, or an id seen before."""
    items: list[Item] = []
    seen: dict[tuple[str, str], int] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            item = _item(line, f"{path} line {number}")
            first = seen.setdefault((item.task, item.id), number)
            if first != number:
                raise ValueError(
                    f"{path} line {number}: task {item.task!r} has the id {item.id!r} on line {first} too."
                )
            items.append(item)
    return items


def _item(line: bytes, place: str) -> Item:
    try:
        return Item.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        where = f"{place}, key {key!r}" if key else place
        raise ValueError(f"{where}: {first['msg']}. An item has the keys {', '.join(Item.model_fields)}.") from error
