"""Held-out loss with its error."""

from __future__ import annotations

import math

import numpy as np
import pytest

from foretell.evaluation.held_out import held_out_measures
from foretell.models.loss import bits_per_byte, held_out_windows
from foretell.models.transformer import Transformer, load_model
from foretell.nouns import Run, Tokens


def test_it_is_the_loss_of_the_same_windows(model: Transformer, tokens: Tokens) -> None:
    found = {measure.task: measure for measure in held_out_measures(model, tokens, 1_000, 8)}
    lengths = np.load(tokens.folder / "token_bytes.npy")
    windows = held_out_windows(np.load(tokens.folder / "held_out.sums.npy"), model.shape.context, 1_000)
    assert found["held_out.sums"].value == pytest.approx(bits_per_byte(model, windows, lengths), rel=1e-6)
    assert found["held_out.sums"].examples == len(windows) == 31
    assert found["held_out.sums"].error > 0


def test_a_source_too_short_for_two_windows_is_not_measured(model: Transformer, tokens: Tokens) -> None:
    assert [m.task for m in held_out_measures(model, tokens, 1_000, 8)] == ["held_out", "held_out.sums"]


def test_too_little_text_is_a_sentence(model: Transformer, tokens: Tokens) -> None:
    with pytest.raises(ValueError, match="two windows of context 32"):
        held_out_measures(model, tokens, 40, 8)


def test_a_blind_model_needs_the_logarithm_of_the_vocabulary(blind_run: Run, tokens: Tokens) -> None:
    found = held_out_measures(load_model(blind_run), tokens, 640, 8)[0]
    stream = np.load(tokens.folder / "held_out.npy")[1:641]
    expected = 640 * math.log2(300) / np.load(tokens.folder / "token_bytes.npy")[stream].sum()
    assert found.value == pytest.approx(expected, rel=1e-6)
