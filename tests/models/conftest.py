"""A small text of tokens with a structure to learn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

VOCABULARY = 60


@pytest.fixture
def stream() -> NDArray[np.uint16]:
    """20,000 tokens of a made Markov chain: each token is followed mostly by three others."""
    draw = np.random.default_rng(0)
    following = draw.integers(VOCABULARY, size=(VOCABULARY, 3))
    tokens = [0]
    for step, noise in zip(draw.integers(3, size=20_000), draw.random(20_000), strict=True):
        tokens.append(int(following[tokens[-1], step]) if noise > 0.1 else int(draw.integers(VOCABULARY)))
    return np.array(tokens, dtype=np.uint16)
