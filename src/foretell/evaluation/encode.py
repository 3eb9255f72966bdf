"""Items as rows of tokens: the sequence that a model reads for each choice, and the tokens of it that are scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from foretell.tasks.items import Item


@dataclass(frozen=True)
class Row:
    """One choice of one item: token ids, of which those from `start` on are scored."""

    ids: tuple[int, ...]
    start: int


def rows(items: Sequence[Item], tokenizer: Tokenizer, end_of_text: int, context: int) -> list[list[Row]]:
    """The rows of each item, one a choice. Raises ValueError for a choice that does not fit the model's context.

    A row is end-of-text, the item's context and the choice, encoded jointly. A row that is longer than a window of
    training (context + 1) loses tokens on the left, the same number for all choices of the item.
    """
    return [_rows(item, list(encoded), end_of_text, context) for item, encoded in _encoded(items, tokenizer)]


def _encoded(items: Sequence[Item], tokenizer: Tokenizer) -> Iterator[tuple[Item, list[list[int]]]]:
    """Each item with the ids of its context alone, then of the context with each choice."""
    texts = [item.context + ending for item in items for ending in ("", *item.choices)]
    ids = iter(encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False))
    for item in items:
        yield item, [next(ids) for _ in range(1 + len(item.choices))]


def _rows(item: Item, encoded: list[list[int]], end_of_text: int, context: int) -> list[Row]:
    """A token that spans the join of context and choice belongs to the choice, for all choices of the item alike."""
    alone, *joint = encoded
    join = min(shared_prefix(alone, ids) for ids in joint)
    longest = max(map(len, joint))
    if longest - join > context:
        raise ValueError(
            f"A choice of item {item.id!r} of task {item.task!r} has {longest - join} tokens, and the model's context "
            f"holds {context}. Shorten the choice, or leave the item out."
        )
    cut = max(0, 1 + longest - (context + 1))
    return [Row((end_of_text, *ids)[cut:], 1 + join - cut) for ids in joint]


def shared_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens two sequences have in common at their beginning."""
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    return n
