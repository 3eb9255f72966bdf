"""Facts of one's own: a file with one JSON object a line."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from foretell.nouns import Spec
from foretell.tasks.facts import Fact
from foretell.tasks.jsonl import read_lines


class StatedFact(Spec):
    """One line: what is asked for (`task`), of what, and the answer. Wrong answers are drawn within a `group` first."""

    task: str = Field(min_length=1)
    subject: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    group: str = ""


def read_facts(path: Path) -> dict[str, list[Fact]]:
    """The facts of each task. Raises ValueError, naming file and line, for a line that is no fact or is there twice."""
    found: dict[str, list[Fact]] = {}
    seen: set[tuple[str, str]] = set()
    for place, stated in read_lines(path, StatedFact):
        if (stated.task, stated.subject) in seen:
            raise ValueError(f"{place}: {stated.subject!r} of {stated.task!r} has an answer on an earlier line.")
        seen.add((stated.task, stated.subject))
        fact = Fact(stated.subject, stated.subject, stated.group, stated.answer, stated.answer)
        found.setdefault(stated.task, []).append(fact)
    return found
