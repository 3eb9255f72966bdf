"""What a stored noun was made from, and that from what: the records, walked back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foretell.lab import record
from foretell.nouns import Noun


def ancestors(noun: Noun) -> Iterator[Noun]:
    """Every noun in the store that this one was made from, each once, the nearest first.

    A noun that lies in no store has none; what was removed from the store since is passed over.
    """
    seen: set[str] = set()
    waiting = [noun]
    while waiting:
        for found in _inputs(waiting.pop(0), seen):
            yield found
            waiting.append(found)


def _inputs(noun: Noun, seen: set[str]) -> Iterator[Noun]:
    """The stored inputs of the call that made a noun, without those seen before."""
    if noun.home is None or not (noun.home.folder / record.RECORD).exists():
        return
    store = noun.home.folder.parent.parent
    for address in addresses(record.entry(noun.home.folder)["inputs"]):
        if address not in seen and (store / address / record.RECORD).exists():
            seen.add(address)
            yield record.read(store / address)


def addresses(described: Any) -> Iterator[str]:
    """The addresses in the inputs of a record, in their order."""
    if isinstance(described, list):
        for value in described:
            yield from addresses(value)
    elif isinstance(described, dict) and {"noun", "address"} <= set(described):
        yield str(described["address"])
    elif isinstance(described, dict):
        for value in described.values():
            yield from addresses(value)
