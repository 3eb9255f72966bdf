"""Draws that look random and are the same everywhere: made by a hash, never by a generator's state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def stable_hash(*parts: object) -> int:
    """A 64-bit number that depends only on how `parts` are written, whatever the process, platform or hash seed."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def shuffled(things: Iterable[Thing], *key: object) -> list[Thing]:
    """`things` in an order drawn by `key`; each thing needs its own way of being written."""
    return sorted(things, key=lambda thing: stable_hash(*key, thing))
