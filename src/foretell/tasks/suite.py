"""Which questions to ask: built-in tasks and anybody's own, then only those that the corpus answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from foretell.lab import Workspace, file_digest, unchanged, verb
from foretell.nouns import Source, Spec, Suite, Tokens
from foretell.tasks.addition import addition_items
from foretell.tasks.agreement import agreement_items
from foretell.tasks.facts import capital_items, currency_items, region_items
from foretell.tasks.items import ITEMS_FILE, Item, read_items, write_items

BUILT_IN: dict[str, Callable[[int, int], list[Item]]] = {
    "capitals": capital_items,
    "currencies": currency_items,
    "regions": region_items,
    "agreement": agreement_items,
    "addition": addition_items,
}
WORD = re.compile(r"\w+")


class Pose(Spec):
    """Which tasks to pose: names of built-in ones, or paths of `items.jsonl` files of one's own."""

    tasks: tuple[str | Source, ...] = tuple(BUILT_IN)
    """Names of built-in tasks, or paths of items.jsonl files of one's own."""

    items: int = Field(default=300, gt=0)
    """Most questions of each built-in task; one's own are all posed."""

    seed: int = 0
    """Draws which questions are posed."""

    @field_validator("tasks", mode="before")
    @classmethod
    def _files(cls, tasks: Any, info: ValidationInfo) -> Any:
        folder = (info.context or {}).get("folder", Path())
        known = tuple(BUILT_IN)
        return tuple(file_unless(task, known, folder) for task in tasks) if isinstance(tasks, list | tuple) else tasks


def file_unless(name: Any, known: Sequence[str], folder: Path) -> Any:
    """A name that is `known`, or else a path as a Source: the file's bytes are part of the identity, its place is not.

    Raises ValueError for a name that is neither.
    """
    if not isinstance(name, str) or name in known:
        return name
    path = folder / Path(name).expanduser()
    if not path.is_file():
        raise ValueError(f"{name!r} is neither a built-in task ({', '.join(known)}) nor a file")
    return Source(name=path.stem, content=file_digest(path), where=str(path))


@verb(version=2)
def pose(spec: Pose, *, workspace: Workspace) -> Suite:
    """Write the items of all tasks. Raises ValueError for a file that holds no items, or an item posed twice."""
    items = [item for task in spec.tasks for item in _items(task, spec)]
    if not items:
        raise ValueError(f"No task was named, so nothing can be asked. Built-in tasks: {', '.join(BUILT_IN)}.")
    twice = [name for name, times in Counter((item.task, item.id) for item in items).items() if times > 1]
    if twice:
        raise ValueError(f"Task {twice[0][0]!r} has the id {twice[0][1]!r} more than once: rename one of the two.")
    return suite_of(items, {}, workspace)


def _items(task: str | Source, spec: Pose) -> list[Item]:
    if isinstance(task, str):
        return BUILT_IN[task](spec.items, spec.seed)
    return read_items(unchanged(task))


def suite_of(items: Sequence[Item], dropped: dict[str, dict[str, int]], workspace: Workspace) -> Suite:
    """Write items as the suite of this workspace."""
    write_items(workspace.folder / ITEMS_FILE, items)
    return Suite(tasks=dict(Counter(item.task for item in items)), dropped=dropped)


@verb(version=2)
def ground(suite: Suite, tokens: Tokens, *, workspace: Workspace) -> Suite:
    """Keep the items whose subject and answer one document of the training stream states together, and those that
    state nothing.

    The others are dropped and counted as `not_stated`: nobody can know what it could not read. (A run of less than
    one epoch reads a random part of the stream; all runs are asked the same.)
    """
    items = read_items(suite.folder / ITEMS_FILE)
    found = stated(items, training_texts(tokens))
    kept = [item for item in items if not item.states or (item.task, item.id) in found]
    lost = Counter(item.task for item in items) - Counter(item.task for item in kept)
    dropped = {task: dict(reasons) for task, reasons in suite.dropped.items()}
    for task, n in lost.items():
        dropped.setdefault(task, {})["not_stated"] = dropped.get(task, {}).get("not_stated", 0) + n
    return suite_of(kept, dropped, workspace)


def training_texts(tokens: Tokens) -> Iterator[str]:
    """The documents of the training stream, as text. A mixture leaves out part of the corpus, so it is this one that
    is read, and not the corpus."""
    import numpy as np
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    stream = np.load(tokens.folder / "train.npy", mmap_mode="r")
    start = 0
    for end in np.flatnonzero(np.asarray(stream) == tokens.end_of_text).tolist():
        yield tokenizer.decode(stream[start:end].tolist())
        start = end + 1


def stated(items: Iterable[Item], texts: Iterable[str]) -> set[tuple[str, str]]:
    """The (task, id) of items whose subject and answer stand, as whole words, in one and the same text."""
    wanted = {(item.task, item.id): _phrases(item) for item in items if item.states}
    by_first_word: dict[str, set[str]] = {}
    for phrase in set().union(*wanted.values()):
        by_first_word.setdefault(phrase.split()[0], set()).add(phrase)
    found: set[tuple[str, str]] = set()
    for text in texts:
        words = WORD.findall(text)
        line = f" {' '.join(words)} "
        here = {p for word in by_first_word.keys() & set(words) for p in by_first_word[word] if p in line}
        found |= {name for name, phrases in wanted.items() if phrases <= here}
    return found


def _phrases(item: Item) -> set[str]:
    """Subject and answer as words with single spaces around, so that `Niger` is not found in `Nigeria`."""
    written = (" ".join(WORD.findall(text)) for text in (item.subject, item.states))
    return {f" {words} " for words in written if words}
