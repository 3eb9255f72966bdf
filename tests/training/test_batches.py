"""Each window once an epoch, in an order that seed and step alone decide."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.training.batches import Batches, bigram_counts

MADE = st.tuples(st.integers(20, 200), st.integers(1, 8), st.integers(1, 6), st.integers(0, 3)).filter(
    lambda m: (m[0] - 1) // m[1] >= m[2]
)


def batches_of(made: tuple[int, int, int, int]) -> Batches:
    length, context, sequences, seed = made
    return Batches(np.arange(length, dtype=np.uint16), context, sequences, seed)


@given(MADE)
def test_each_window_comes_once_an_epoch(made: tuple[int, int, int, int]) -> None:
    batches = batches_of(made)
    n, epochs = batches.windows, 3
    steps = -(-n * epochs // batches.sequences)
    firsts = np.concatenate([batches[step].windows[:, 0] for step in range(steps)])[: n * epochs]
    expected = [i * batches.context for i in range(n)]
    for epoch in range(epochs):
        assert sorted(firsts[epoch * n : (epoch + 1) * n].tolist()) == expected
    assert batches.epochs(steps) >= epochs


@given(MADE, st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_a_step_is_the_same_whatever_was_read_before(made: tuple[int, int, int, int], steps: list[int]) -> None:
    wandering = batches_of(made)
    for step in steps:
        assert (wandering[step].windows == batches_of(made)[step].windows).all()


@given(MADE)
def test_windows_overlap_in_one_token_so_that_each_is_predicted_once(made: tuple[int, int, int, int]) -> None:
    batches = batches_of(made)
    window = batches[0].windows[0]
    assert window.tolist() == list(range(window[0], window[0] + batches.context + 1))
    assert window.dtype == np.int64


def test_the_seed_and_the_epoch_change_the_order() -> None:
    one, other = (Batches(np.arange(1001, dtype=np.uint16), 10, 10, seed) for seed in (0, 1))
    firsts = [tuple(np.concatenate([b[s].windows[:, 0] for s in range(10)])) for b in (one, other)]
    again = tuple(np.concatenate([one[s].windows[:, 0] for s in range(10, 20)]))
    assert len({*firsts, again}) == 3
    assert one.epochs(15) == 1.5


def test_too_short_a_text_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="has 40 tokens: one step of 4 windows of context 10 needs 41"):
        Batches(np.zeros(40, dtype=np.uint16), 10, 4, 0)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=50), st.sampled_from([np.uint16, np.uint32]))
def test_bigrams_are_counted(tokens: list[int], kind: type) -> None:
    counts = bigram_counts(np.array(tokens, dtype=kind), 7)
    expected = Counter(pairwise(tokens))
    assert {(i, j): counts[i, j] for i in range(7) for j in range(7) if counts[i, j]} == expected
