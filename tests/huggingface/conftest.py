"""A tokenizer, runs of random weights, and folders as transformers writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from foretell.huggingface import export_run
from foretell.lab.pool import SILENT
from foretell.models.flops import flops_per_token, params, params_no_embed, shape_of
from foretell.models.transformer import NORM_EPS, Transformer
from foretell.nouns import Home, Point, Run, Rung, Shape, Tokens
from foretell.tokens.bpe import end_of_text, read_bpe, train_bpe
from foretell.training.checkpoint import save_tensors

VOCABULARY, CONTEXT = 300, 24
PAGE = "the keeper of 12 lamps is naïve; 3 + 4 = 7, and <|endoftext|> is a word.\n\n" * 30
Foreign = Callable[..., Path]


def placed_tokens(folder: Path, page: str, vocabulary: int = VOCABULARY) -> Tokens:
    """Tokens that have a tokenizer, and no stream."""
    tokenizer = train_bpe([page], vocabulary)
    tokenizer.save(str(folder / "tokenizer.json"))
    placed: Tokens = Tokens(
        vocabulary=vocabulary,
        end_of_text=end_of_text(tokenizer),
        train_tokens=0,
        unique_tokens=0,
        held_out_tokens=0,
        bytes_per_token=2.0,
        sources={},
    ).at(Home(folder))
    return placed


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    return placed_tokens(tmp_path_factory.mktemp("tokens"), PAGE)


def drawn(shape: Shape, seed: int = 0) -> Transformer:
    """A model whose every weight is random, so that each of them moves the logits."""
    model, generator = Transformer(shape), torch.Generator().manual_seed(seed)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    return model.eval().requires_grad_(False)


def run_of(folder: Path, model: Transformer, **facts: Any) -> Run:
    """A Run with this model, as training leaves it: a decay branch, unless `decay_from=None` is given."""
    save_tensors(folder / "model.safetensors", model.state_dict())
    shape = model.shape
    rung = Rung(shape=shape, sequences=2, last_step=5, decay_from=facts.pop("decay_from", 4), sealed="5ea1")
    run: Run = Run(
        rung=rung,
        params=params(shape),
        params_no_embed=params_no_embed(shape),
        tokens=rung.tokens,
        flops=rung.tokens * flops_per_token(shape),
        epochs=0.25,
        bits_per_byte=facts.pop("bits_per_byte", 2.5),
        curve=(Point(step=5, nats=3.25),),
        **facts,
    ).at(Home(folder))
    return run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(tmp_path_factory.mktemp("run"), drawn(shape_of(32, 2, VOCABULARY, CONTEXT)))


@pytest.fixture
def exported(run: Run, tokens: Tokens, tmp_path: Path) -> Path:
    folder = tmp_path / "exported"
    export_run(run, tokens, folder, "# A card\n")
    return folder


@pytest.fixture
def foreign(tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Foreign:
    """Make a folder as transformers writes it, of a random Llama with some settings of its own."""
    for name, value in SILENT.items():
        monkeypatch.setenv(name, value)

    def made(dtype: torch.dtype = torch.float32, max_shard_size: str = "1GB", **settings: Any) -> Path:
        from transformers import LlamaConfig, LlamaForCausalLM

        usual: dict[str, Any] = {
            "vocab_size": VOCABULARY,
            "hidden_size": 48,
            "intermediate_size": 80,
            "num_hidden_layers": 2,
            "num_attention_heads": 6,
            "max_position_embeddings": CONTEXT,
            "rms_norm_eps": NORM_EPS,
            "initializer_range": 0.3,
        }
        torch.manual_seed(0)
        llama = LlamaForCausalLM(LlamaConfig(**usual | settings)).to(dtype)
        folder = tmp_path / "foreign"
        llama.save_pretrained(folder, max_shard_size=max_shard_size)
        read_bpe(tokens.folder / "tokenizer.json").save(str(folder / "tokenizer.json"))
        return folder

    return made


def llama_logits(folder: Path, ids_BT: torch.Tensor) -> torch.Tensor:
    """What transformers computes in fp32 from a folder."""
    from transformers import LlamaForCausalLM

    llama = LlamaForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32).train(False)
    with torch.no_grad():
        logits: torch.Tensor = llama(input_ids=ids_BT).logits
    return logits


@pytest.fixture
def ids_BT() -> torch.Tensor:
    return torch.randint(VOCABULARY, (3, CONTEXT), generator=torch.Generator().manual_seed(5))
