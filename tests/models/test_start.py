"""The bigram start knows the bigrams before the first step."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foretell.models.flops import shape_of
from foretell.models.loss import mean_nats
from foretell.models.start import SMOOTHING, bigram_tables, start_model
from foretell.models.transformer import Transformer
from tests.models.conftest import VOCABULARY

Matrix = NDArray[np.float64]


@pytest.fixture
def counts_VV(stream: NDArray[np.uint16]) -> Matrix:
    counts = np.zeros((VOCABULARY, VOCABULARY))
    np.add.at(counts, (stream[:-1], stream[1:]), 1.0)
    return counts


def log_probs(scores_VV: Matrix) -> Matrix:
    return np.asarray(scores_VV - np.log(np.exp(scores_VV).sum(1, keepdims=True)))


def bigram_log_probs(counts_VV: Matrix, rank: int) -> Matrix:
    """Oracle: the smoothed bigrams' log-ratios, cut to a rank in the metric of the unigrams, and their log p."""
    p_V = (counts_VV.sum(0) + 1) / (counts_VV.sum() + VOCABULARY)
    smoothed = counts_VV + SMOOTHING * p_V
    ratios = np.log(smoothed / smoothed.sum(1, keepdims=True) / p_V)
    weight = np.diag(np.sqrt(p_V))
    U, s, Wt = np.linalg.svd(weight @ ratios @ weight)
    s[rank:] = 0.0
    back = np.linalg.inv(weight)
    return log_probs(back @ (U * s) @ Wt @ back + np.log(p_V))


def first_loss(model: Transformer, stream: NDArray[np.uint16]) -> float:
    windows = stream[: 100 * 33].reshape(100, 33).astype(np.int64)
    with torch.no_grad():
        return float(mean_nats(model, torch.from_numpy(windows)))


@pytest.mark.parametrize("width", [8, 24, 64])
def test_the_first_loss_is_that_of_the_rank_limited_bigrams(
    width: int, counts_VV: Matrix, stream: NDArray[np.uint16]
) -> None:
    model = Transformer(shape_of(width, 2, VOCABULARY, 32))
    start_model(model, 5, counts_VV)
    table = bigram_log_probs(counts_VV, width - 2)
    windows = stream[: 100 * 33].reshape(100, 33).astype(np.int64)
    expected = -table[windows[:, :-1], windows[:, 1:]].mean()
    assert first_loss(model, stream) == pytest.approx(expected, abs=2e-3)


def test_it_starts_far_below_the_random_start_which_starts_at_chance(
    counts_VV: Matrix, stream: NDArray[np.uint16]
) -> None:
    losses = {}
    for start, counts in (("bigram", counts_VV), ("random", None)):
        model = Transformer(shape_of(32, 2, VOCABULARY, 32))
        start_model(model, 5, counts)
        losses[start] = first_loss(model, stream)
    assert losses["random"] == pytest.approx(math.log(VOCABULARY), abs=1e-5)
    assert losses["bigram"] < losses["random"] - 1.0


@pytest.mark.parametrize("width", [8, 32, 96])
def test_every_embedding_row_has_root_mean_square_1(width: int, counts_VV: Matrix) -> None:
    embedding, _ = bigram_tables(counts_VV, width, seed=0)
    np.testing.assert_allclose(np.sqrt((embedding**2).mean(1)), 1.0, rtol=1e-12)


def test_the_seed_turns_the_table_and_changes_no_score(counts_VV: Matrix) -> None:
    (e0, h0), (e1, h1) = (bigram_tables(counts_VV, 16, seed) for seed in (0, 1))
    assert np.abs(e0 - e1).max() > 0.1
    np.testing.assert_allclose(log_probs(e0 @ h0.T), log_probs(e1 @ h1.T), atol=1e-9)


def test_a_text_of_one_token_alone_starts_finite() -> None:
    counts = np.zeros((VOCABULARY, VOCABULARY))
    counts[7, 7] = 1000.0
    embedding, head = bigram_tables(counts, 16, seed=0)
    assert np.isfinite(embedding).all()
    assert log_probs(embedding @ head.T)[7].argmax() == 7


def test_weights_are_a_function_of_the_seed(counts_VV: Matrix) -> None:
    def weights(seed: int) -> dict[str, torch.Tensor]:
        model = Transformer(shape_of(16, 1, VOCABULARY, 8))
        start_model(model, seed, counts_VV)
        return model.state_dict()

    one, same, other = weights(1), weights(1), weights(2)
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["model.layers.0.mlp.up_proj.weight"], other["model.layers.0.mlp.up_proj.weight"])


def test_blocks_give_nothing_at_the_start() -> None:
    model = Transformer(shape_of(16, 2, VOCABULARY, 8))
    start_model(model, 0, None)
    x = torch.randn(2, 8, 16)
    rotation = (torch.ones(8, 16), torch.zeros(8, 16))
    assert all(torch.equal(block(x, rotation), x) for block in model.model.layers)


def test_too_small_a_width_is_refused(counts_VV: Matrix) -> None:
    with pytest.raises(ValueError, match="a width of at least 4; 3 was given"):
        bigram_tables(counts_VV, 3, seed=0)


TABLES = """
import numpy as np, torch, hashlib
torch.set_num_threads(1)
from foretell.models.start import bigram_tables
counts = np.random.default_rng(0).poisson(2.0, size=(600, 600)).astype(float)
print(hashlib.sha256(b"".join(t.tobytes() for t in bigram_tables(counts, 32, 0))).hexdigest())
"""


def test_the_start_does_not_depend_on_the_threads_that_numpy_was_imported_with() -> None:
    """A training runs in a worker (one thread) or, with one worker, in the driver, where numpy may have more."""
    said = set()
    for threads in ("1", "2", "4"):
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", TABLES], capture_output=True, text=True, env=environment, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1
