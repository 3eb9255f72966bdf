"""Held-out loss with its error."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from foretell.evaluation.held_out import (
    document_of_each,
    held_out_documents,
    held_out_measures,
    stream_documents,
    stream_measure,
)
from foretell.models.loss import bits_per_byte, held_out_windows
from foretell.models.transformer import Transformer, load_model
from foretell.nouns import Home, Run, Tokens


def test_it_is_the_loss_of_the_same_windows(model: Transformer, tokens: Tokens) -> None:
    found = {measure.task: measure for measure in held_out_measures(held_out_documents(model, tokens, 1_000, 8))}
    lengths = np.load(tokens.folder / "token_bytes.npy")
    windows = held_out_windows(np.load(tokens.folder / "held_out.sums.npy"), model.shape.context, 1_000)
    assert found["held_out.sums"].value == pytest.approx(bits_per_byte(model, windows, lengths), rel=1e-6)
    assert found["held_out.sums"].examples == len(windows) == 31
    assert found["held_out.sums"].error > 0


def test_a_source_too_short_for_two_windows_is_not_measured(model: Transformer, tokens: Tokens) -> None:
    assert [m.task for m in held_out_measures(held_out_documents(model, tokens, 1_000, 8))] == [
        "held_out",
        "held_out.sums",
    ]


def test_too_little_text_is_a_sentence(model: Transformer, tokens: Tokens, tmp_path: Path) -> None:
    short = tokens.at(Home(shutil.copytree(tokens.folder, tmp_path / "short")))
    np.save(short.folder / "held_out.npy", np.arange(50, dtype=np.uint16))
    with pytest.raises(ValueError, match="two windows of context 32"):
        held_out_documents(model, short, 40, 8)


def test_the_error_is_over_documents_not_over_their_windows(model: Transformer, tokens: Tokens) -> None:
    """Windows that are copies of each other say nothing new; windows of many documents do."""
    random = np.random.default_rng(0)
    drawn = [random.integers(1, 300, size=31) for _ in range(8)]
    copied = np.concatenate([np.tile(np.append(part, 5), 8) for part in drawn])
    starts = np.arange(64) * 32
    ends = copied.copy()
    ends[255::256] = 0
    alike = document_of_each(ends, starts, 0)
    assert alike.tolist() == [i // 8 for i in range(64)]
    windows = np.append(copied, 1)[starts[:, None] + np.arange(33)].astype(np.int64)
    lengths = np.ones(300, dtype=np.int64)
    honest, naive = (
        stream_measure(stream_documents("t", model, windows, lengths, d, 8)).error for d in (alike, np.arange(64))
    )
    assert honest > 1.8 * naive


def test_a_blind_model_needs_the_logarithm_of_the_vocabulary(blind_run: Run, tokens: Tokens) -> None:
    found = held_out_measures(held_out_documents(load_model(blind_run), tokens, 640, 8))[0]
    predicted = held_out_windows(np.load(tokens.folder / "held_out.npy"), 32, 65_536)[:, 1:]
    expected = predicted.size * math.log2(300) / np.load(tokens.folder / "token_bytes.npy")[predicted].sum()
    assert found.value == pytest.approx(expected, rel=1e-6)
