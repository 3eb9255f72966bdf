"""A small model with its tokens, to be taught."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.lab import Workspace
from foretell.models.flops import shape_of
from foretell.nouns import Home, Run, Rung, TokenCount, Tokens
from foretell.tasks.addition import worksheet
from foretell.tokens.bpe import end_of_text, token_bytes, train_bpe
from foretell.training import train

VOCABULARY, CONTEXT = 300, 32
WORDS = "the symbol of metal is written as A and the chemists write metal as B for short "


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """Worksheets and a few words over and over, with a tokenizer of their own."""
    folder = tmp_path_factory.mktemp("tokens")
    pages = [worksheet(n) for n in range(12)] + [WORDS * 12] * 4
    tokenizer = train_bpe(pages, VOCABULARY)
    tokenizer.save(str(folder / "tokenizer.json"))
    end = end_of_text(tokenizer)
    streams = {"train": pages, "held_out": pages[-6:]}
    for name, texts in streams.items():
        ids = [i for text in texts for i in [*tokenizer.encode(text).ids, end]]
        np.save(folder / f"{name}.npy", np.array(ids, dtype=np.uint16))
    np.save(folder / "token_bytes.npy", token_bytes(tokenizer))
    n, held_out = (len(np.load(folder / f"{name}.npy")) for name in streams)
    placed: Tokens = Tokens(
        vocabulary=VOCABULARY,
        end_of_text=end,
        train_tokens=n,
        unique_tokens=n,
        held_out_tokens=held_out,
        bytes_per_token=2.0,
        sources={"made": TokenCount(train=n, available=n, held_out=held_out)},
    ).at(Home(folder))
    return placed


@pytest.fixture(scope="session")
def run(tokens: Tokens, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A model of width 32, trained for 60 steps."""
    folder = tmp_path_factory.mktemp("run")
    rung = Rung(shape=shape_of(32, 1, VOCABULARY, CONTEXT), sequences=4, last_step=60, decay_from=45, warmup_steps=4)
    trained: Run = train(rung, tokens, workspace=Workspace(folder)).at(Home(folder))
    return trained
