"""Batched scoring beside one-by-one scoring."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.evaluation.encode import Row
from foretell.evaluation.score import choice_log_probs
from foretell.models.transformer import Transformer

IDS = st.lists(st.integers(0, 299), min_size=2, max_size=33).map(tuple)
ROWS = IDS.flatmap(lambda ids: st.integers(1, len(ids) - 1).map(lambda start: Row(ids, start)))


def one_by_one(model: Transformer, row: Row) -> float:
    """The oracle: one row, no padding, the log-probability of each scored token looked up on its own."""
    total = 0.0
    for position in range(row.start, len(row.ids)):
        logits = model(torch.tensor([row.ids[:position]]))[0, -1].double()
        total += float(logits.log_softmax(0)[row.ids[position]])
    return total


@settings(max_examples=25, deadline=None)
@given(choices=st.lists(st.lists(ROWS, min_size=2, max_size=4), min_size=1, max_size=5), batch=st.integers(1, 7))
def test_batches_agree_with_one_by_one(model: Transformer, choices: list[list[Row]], batch: int) -> None:
    found = choice_log_probs(model, choices, batch)
    for item, log_probs in zip(choices, found, strict=True):
        assert log_probs == pytest.approx([one_by_one(model, row) for row in item], abs=1e-4)


def test_the_same_batches_give_the_same_bytes(model: Transformer) -> None:
    choices = [[Row((1, 2, 3 + i), 1), Row((4, 5), 1)] for i in range(20)]
    first, second = (np.concatenate(choice_log_probs(model, choices, 8)).tobytes() for _ in range(2))
    assert first == second
