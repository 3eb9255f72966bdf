"""A tokenizer, token streams and models of random weights, small enough to make in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from foretell.models.flops import flops_per_token, params, params_no_embed, shape_of
from foretell.models.start import start_model
from foretell.models.transformer import Transformer
from foretell.nouns import Home, Run, Rung, TokenCount, Tokens
from foretell.tasks.addition import worksheet
from foretell.tokens.bpe import end_of_text, token_bytes, train_bpe
from foretell.training.checkpoint import save_tensors

VOCABULARY, CONTEXT = 300, 32


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """Tokens of two sources: worksheets, and a few words that are far too short to be measured."""
    folder = tmp_path_factory.mktemp("tokens")
    pages = [worksheet(number) for number in range(4)]
    tokenizer = train_bpe([*pages, "the capital of the country is where the king is"], VOCABULARY)
    tokenizer.save(str(folder / "tokenizer.json"))
    end = end_of_text(tokenizer)
    sums = np.array([id for page in pages for id in [*tokenizer.encode(page).ids, end]], dtype=np.uint16)
    words = np.array([*tokenizer.encode("the king").ids, end], dtype=np.uint16)
    np.save(folder / "held_out.sums.npy", sums)
    np.save(folder / "held_out.words.npy", words)
    np.save(folder / "held_out.npy", np.concatenate([sums, words]))
    np.save(folder / "token_bytes.npy", token_bytes(tokenizer))
    count = TokenCount(train=0, available=0, held_out=len(sums))
    return Tokens(
        vocabulary=VOCABULARY,
        end_of_text=end,
        train_tokens=0,
        unique_tokens=0,
        held_out_tokens=len(sums) + len(words),
        bytes_per_token=1.0,
        sources={"sums": count, "words": count.model_copy(update={"held_out": len(words)})},
    ).at(Home(folder))


def run_of(folder: Path, model: Transformer) -> Run:
    """A Run with this model, as training leaves it."""
    shape = model.shape
    save_tensors(folder / "model.safetensors", model.state_dict())
    return Run(
        rung=Rung(shape=shape, last_step=1),
        params=params(shape),
        params_no_embed=params_no_embed(shape),
        tokens=100,
        flops=100 * flops_per_token(shape),
        epochs=1.0,
        bits_per_byte=None,
        curve=(),
    ).at(Home(folder))


@pytest.fixture(scope="session")
def model() -> Transformer:
    """A model whose every weight is random, the output head too, so that no two tokens are equally likely."""
    drawn = Transformer(shape_of(16, 2, VOCABULARY, CONTEXT))
    generator = torch.Generator().manual_seed(1)
    for weight in drawn.parameters():
        torch.nn.init.normal_(weight, std=0.5, generator=generator)
    return drawn.eval().requires_grad_(False)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, model: Transformer) -> Run:
    return run_of(tmp_path_factory.mktemp("run"), model)


@pytest.fixture(scope="session")
def blind_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A model that finds every token equally likely: its head is zero, as training starts it."""
    blind = Transformer(shape_of(16, 1, VOCABULARY, CONTEXT))
    start_model(blind, 0, None)
    return run_of(tmp_path_factory.mktemp("blind"), blind)
