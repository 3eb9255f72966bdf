"""Items: questions with a right answer among a few, and the file that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import model_validator

from foretell.lab import write_text
from foretell.nouns import Spec
from foretell.tasks.jsonl import read_lines

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
    lines = (json.dumps(item.model_dump(exclude_defaults=True), ensure_ascii=False) for item in items)
    write_text(path, "".join(f"{line}\n" for line in lines))


def read_items(path: Path) -> list[Item]:
    """Read items. Raises ValueError naming file and line for a line that is no item, or an id seen before."""
    items: list[Item] = []
    seen: dict[tuple[str, str], str] = {}
    for place, item in read_lines(path, Item):
        first = seen.setdefault((item.task, item.id), place)
        if first != place:
            raise ValueError(f"{place}: task {item.task!r} has the id {item.id!r} on {_line_of(first)} too.")
        items.append(item)
    return items


def _line_of(place: str) -> str:
    return "line " + place.rsplit(" ", 1)[1]
