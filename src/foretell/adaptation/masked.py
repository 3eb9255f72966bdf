"""Lessons as masked tokens: the question is read, and only the answer and the end of the text are learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from foretell.evaluation.encode import Row, rows
from foretell.tasks.items import Item
from foretell.training.batches import Batch, Batches, Epochs


def masked(items: Sequence[Item], tokenizer: Tokenizer, end_of_text: int, context: int) -> Batch:
    """One window [n, T + 1] an item: end-of-text, question, right answer, end-of-text, then padding.

    The answer and the end behind it are learnt. Encoded as the evaluation encodes, so that what is learnt is what is
    asked. Where a question is too long for the context, its beginning is cut, never the answer. Raises ValueError for
    an answer that does not fit.
    """
    asked = rows(items, tokenizer, end_of_text, context - 1)  # one place is for the end of the text
    told = [choices[item.answer] for item, choices in zip(items, asked, strict=True)]
    windows = np.full((len(told), context + 1), end_of_text, dtype=np.int64)
    learnt = np.zeros(windows.shape, dtype=np.bool_)
    for i, row in enumerate(told):
        windows[i, : len(row.ids)] = row.ids
        learnt[i, row.start : _end(row)] = True
    return Batch(windows, learnt)


def _end(row: Row) -> int:
    """Behind the answer stands the end of the text, which is learnt too: so a model learns to stop."""
    return len(row.ids) + 1


@dataclass
class Mixed:
    """Steps of lessons and, beside them, windows of the text that the model was trained on (replay)."""

    lessons: Batch
    replay: Batches | None
    a_step: int
    seed: int

    def __post_init__(self) -> None:
        self.epochs = Epochs(len(self.lessons.windows), self.a_step, self.seed)

    def __getitem__(self, step: int) -> Batch:
        """The lessons of one step, then its replayed windows, of which every token is learnt."""
        chosen = self.epochs[step]
        assert self.lessons.learnt is not None
        windows, learnt = self.lessons.windows[chosen], self.lessons.learnt[chosen]
        if self.replay is None:
            return Batch(windows, learnt)
        again = self.replay[step].windows
        every: NDArray[np.bool_] = np.ones(again.shape, dtype=np.bool_)
        return Batch(np.concatenate([windows, again]), np.concatenate([learnt, every]))
