"""Losses against a token-by-token oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from foretell.models.flops import shape_of
from foretell.models.loss import bits_per_byte, held_out_windows, mean_nats, window_nats
from foretell.models.transformer import Transformer
from tests.models.conftest import VOCABULARY


@pytest.fixture
def model() -> Transformer:
    torch.manual_seed(0)
    return Transformer(shape_of(16, 1, VOCABULARY, 12)).eval()


def one_by_one(model: Transformer, windows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Nats of each predicted token [n, T], each from its own prefix alone."""
    nats = np.zeros((len(windows), windows.shape[1] - 1))
    with torch.no_grad():
        for i, row in enumerate(windows):
            for t in range(1, len(row)):
                probabilities = model(torch.from_numpy(row[None, :t]))[0, -1].double().softmax(0)
                nats[i, t - 1] = -math.log(float(probabilities[row[t]]))
    return nats


def test_mean_window_sums_and_bits_are_those_of_the_tokens(model: Transformer, stream: NDArray[np.uint16]) -> None:
    windows = held_out_windows(stream, 12, 60)
    nats = one_by_one(model, windows)
    assert mean_nats(model, torch.from_numpy(windows)).item() == pytest.approx(nats.mean(), rel=1e-5)
    for batch in (1, 2, 64):
        np.testing.assert_allclose(np.concatenate(list(window_nats(model, windows, batch))), nats.sum(1), rtol=1e-5)
    lengths = np.arange(VOCABULARY)
    expected = nats.sum() / math.log(2) / lengths[windows[:, 1:]].sum()
    assert bits_per_byte(model, windows, lengths) == pytest.approx(expected, rel=1e-5)


def test_a_model_that_knows_nothing_pays_log_2_of_the_vocabulary_a_token(
    model: Transformer, stream: NDArray[np.uint16]
) -> None:
    torch.nn.init.zeros_(model.lm_head.weight)
    windows = held_out_windows(stream, 12, 600)
    lengths = np.arange(VOCABULARY) % 5
    expected = math.log2(VOCABULARY) * windows[:, 1:].size / lengths[windows[:, 1:]].sum()
    assert bits_per_byte(model, windows, lengths) == pytest.approx(expected, rel=1e-6)


@given(length=st.integers(2, 300), context=st.integers(1, 20), most=st.integers(20, 400))
def test_windows_are_spread_over_the_stream_and_predict_no_token_twice(length: int, context: int, most: int) -> None:
    if length <= context:
        return
    windows = held_out_windows(np.arange(length, dtype=np.uint16), context, most)
    predicted = windows[:, 1:].ravel().tolist()
    assert len(set(predicted)) == len(predicted) == min(most, length - 1) // context * context
    assert (windows[:, 1:] == windows[:, :-1] + 1).all()
    gaps = np.diff(windows[:, 0])
    assert gaps.size == 0 or gaps.max() - gaps.min() <= context
    assert windows[0, 0] == 0
    behind = (length - 1) // context * context - windows[-1, -1]  # whole windows after the last one that is read
    assert len(windows) == 1 or behind <= gaps.max()


@pytest.mark.parametrize("length", [0, 1, 12])
def test_a_stream_under_one_window_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"has {length} tokens, and at most 100 are measured"):
        held_out_windows(np.zeros(length, dtype=np.uint16), 12, 100)
