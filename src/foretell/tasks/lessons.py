"""Templated facts: lessons in some wordings, and an examination in wordings that no lesson used.

Half of the facts (`Teach.share`), drawn at random, are taught; the others are asked in the examination alone. What is
gained on those comes of a way of answering, or of replayed text that states them; what is gained beyond it, of the
lessons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from foretell.lab import Workspace, unchanged, verb
from foretell.nouns import Source, Spec, Suite
from foretell.tasks.chance import shuffled
from foretell.tasks.facts import FOUR, Fact, capitals, currencies, four_item, fours, regions
from foretell.tasks.facts_file import read_facts
from foretell.tasks.items import ITEMS_FILE, Item, read_items
from foretell.tasks.suite import file_unless, suite_of
from foretell.tasks.wordings import UNSEEN, WORDINGS

RELATIONS: dict[str, Callable[[], list[Fact]]] = {
    "capitals": capitals,
    "currencies": currencies,
    "regions": regions,
}
TAUGHT, UNTAUGHT = "taught", "untaught"
Four = tuple[Fact, ...]


class Teach(Spec):
    """Which facts are taught, and in which wordings."""

    facts: tuple[str | Source, ...] = Field(default=tuple(RELATIONS), min_length=1)
    """Names of built-in facts, or paths of files with one {"task", "subject", "answer"} a line."""

    wordings: dict[str, tuple[str, ...]] = {}
    """Wordings for the tasks of one's own facts, {} for the subject; the first two are never taught, only asked."""

    share: float = Field(default=0.5, gt=0.0, lt=1.0)
    """Share of the facts that is taught; the rest is asked beside them, as a control."""

    seed: int = Field(default=0, ge=0)
    """Draws which facts are taught."""

    @field_validator("facts", mode="before")
    @classmethod
    def _files(cls, facts: Any, info: ValidationInfo) -> Any:
        folder, known = (info.context or {}).get("folder", Path()), tuple(RELATIONS)
        return tuple(file_unless(name, known, folder) for name in facts) if isinstance(facts, list | tuple) else facts

    @field_validator("wordings")
    @classmethod
    def _enough(cls, wordings: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for task, texts in wordings.items():
            if len(set(texts)) <= UNSEEN or not all(text.count("{}") == 1 for text in texts):
                raise ValueError(
                    f"{task!r} needs {UNSEEN + 1} different wordings or more, with {{}} for the subject once in each"
                )
        return wordings


@verb(version=1)
def lessons(spec: Teach, *, workspace: Workspace) -> Suite:
    """Every taught fact in every taught wording. Raises ValueError for facts without wordings, or too few of them."""
    items = [
        four_item(task, wording, fact, four).model_copy(update={"id": f"{fact.code}#{number}", "template": wording})
        for task, wordings, taught, _ in _parted(spec)
        for four in taught
        for fact in four
        for number, wording in enumerate(wordings[UNSEEN:], start=UNSEEN)
    ]
    return suite_of(items, {}, workspace)


def lesson_count(spec: Teach) -> int:
    """How many lessons `lessons` would write."""
    return sum(len(fours) * FOUR * len(wordings[UNSEEN:]) for _, wordings, fours, _ in _parted(spec))


@verb(version=1)
def examine(spec: Teach, asked: Suite, *, workspace: Workspace) -> Suite:
    """Each fact in a wording that no lesson used, as TASK.taught and TASK.untaught, in place of TASK; and what else
    was `asked`."""
    tasks = _stated(spec)
    items = [item for item in read_items(asked.folder / ITEMS_FILE) if item.task not in tasks]
    for task, wordings, taught, untaught in _parted(spec):
        items += _exam(f"{task}.{TAUGHT}", wordings[:UNSEEN], taught)
        items += _exam(f"{task}.{UNTAUGHT}", wordings[:UNSEEN], untaught)
    return suite_of(items, {task: why for task, why in asked.dropped.items() if task not in tasks}, workspace)


def _exam(task: str, wordings: Sequence[str], chosen: Iterable[Four]) -> Iterator[Item]:
    """The wordings take turns, a four each."""
    for number, four in enumerate(chosen):
        wording = wordings[number % len(wordings)]
        yield from (four_item(task, wording, fact, four).model_copy(update={"template": wording}) for fact in four)


def _parted(spec: Teach) -> Iterator[tuple[str, Sequence[str], list[Four], list[Four]]]:
    """Each task with its wordings, the fours that are taught, and those that are not."""
    for task, stated in _stated(spec).items():
        wordings = spec.wordings.get(task) or WORDINGS.get(task)
        if wordings is None:
            raise ValueError(f"The facts of {task!r} have no wordings: give some in teach.wordings.{task}.")
        drawn = shuffled(fours(stated, spec.seed), "taught", task, spec.seed)
        cut = round(len(drawn) * spec.share)
        if not 0 < cut < len(drawn):
            raise ValueError(
                f"The {len(stated)} facts of {task!r} make {len(drawn)} fours of different answers, and a share of "
                f"{spec.share:g} teaches {cut} of them: some must be taught and some not. Give more facts."
            )
        yield task, wordings, drawn[:cut], drawn[cut:]


def _stated(spec: Teach) -> dict[str, list[Fact]]:
    """All facts by task. Raises ValueError for a task that is given twice."""
    found: dict[str, list[Fact]] = {}
    for name in spec.facts:
        given = {name: RELATIONS[name]()} if isinstance(name, str) else read_facts(unchanged(name))
        if not given:
            raise ValueError(f"{name.where if isinstance(name, Source) else name} holds no facts.")
        if twice := set(found) & set(given):
            raise ValueError(f"The facts of {min(twice)!r} are given twice: rename the task in one file.")
        found |= given
    return found
