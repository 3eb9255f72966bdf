"""A token stream made by rule, the same in every process."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foretell.lab import file_digest
from foretell.nouns import Home, TokenCount, Tokens

VOCABULARY = 40


def made_tokens(folder: Path) -> Tokens:
    """4,000 train tokens and 600 held-out ones of a Markov chain over 40 tokens of 1 to 4 bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(0)
    following = draw.integers(VOCABULARY, size=(VOCABULARY, 3))
    tokens = [1]
    for branch in draw.integers(3, size=4_600):
        tokens.append(int(following[tokens[-1], branch]))
    np.save(folder / "train.npy", np.array(tokens[:4_000], dtype=np.uint16))
    np.save(folder / "held_out.npy", np.array(tokens[4_000:4_600], dtype=np.uint16))
    np.save(folder / "token_bytes.npy", np.arange(VOCABULARY) % 4 + 1)
    files = {path.name: file_digest(path) for path in sorted(folder.iterdir())}
    placed: Tokens = Tokens(
        vocabulary=VOCABULARY,
        end_of_text=0,
        train_tokens=4_000,
        unique_tokens=4_000,
        held_out_tokens=600,
        bytes_per_token=2.5,
        sources={"made": TokenCount(train=4_000, available=4_000, held_out=600)},
    ).at(Home(folder, "", files))
    return placed
