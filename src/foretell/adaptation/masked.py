"""Lessons as masked tokens: the question is read, and only the answer and the end of the text are learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from foretell.evaluation.encode import Row, shared_prefix
from foretell.tasks.items import Item
from foretell.training.batches import Batch, Batches, Epochs


def masked(items: Sequence[Item], tokenizer: Tokenizer, end_of_text: int, context: int) -> Batch:
    """One window [n, T + 1] an item: end-of-text, question, right answer, end-of-text, then padding.

    The answer and the end behind it are learnt; wrong answers play no part. A token that spans the join of question
    and answer belongs to the answer, as the evaluation has it. Where a question is too long for the context, its
    beginning is cut, never the answer. Raises ValueError where there is no item, or an answer that does not fit.
    """
    if not items:
        raise ValueError("There are no lessons, so nothing can be taught.")
    told = [_row(item, tokenizer, end_of_text, context) for item in items]
    windows = np.full((len(told), context + 1), end_of_text, dtype=np.int64)
    learnt = np.zeros(windows.shape, dtype=np.bool_)
    for i, row in enumerate(told):
        windows[i, : len(row.ids)] = row.ids
        learnt[i, row.start : len(row.ids)] = True
    return Batch(windows, learnt)


def _row(item: Item, tokenizer: Tokenizer, end_of_text: int, context: int) -> Row:
    """The tokens of one lesson, the end behind its answer included: so a model learns to stop."""
    texts = [item.context, item.context + item.choices[item.answer]]
    question, whole = (encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False))
    join = shared_prefix(question, whole)
    if len(whole) - join > context - 1:
        raise ValueError(
            f"The answer of lesson {item.id!r} of {item.task!r} has {len(whole) - join} tokens, and a context of "
            f"{context} holds {context - 1} and the end of the text. Shorten the answer, or leave it out."
        )
    cut = max(0, len(whole) + 2 - (context + 1))
    return Row((end_of_text, *whole, end_of_text)[cut:], 1 + join - cut)


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
