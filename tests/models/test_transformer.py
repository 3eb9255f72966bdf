"""A causal Llama, exactly: what transformers loads gives the same logits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from foretell.models.flops import params, params_no_embed, shape_of
from foretell.models.start import start_model
from foretell.models.transformer import NORM_EPS, ROTARY_BASE, Transformer, load_model, rotary, rotate
from foretell.nouns import Home, Run, Rung, Shape

SHAPE = shape_of(width=32, layers=2, vocabulary=60, context=40)


def awake(model: Transformer) -> Transformer:
    """Random output projections too: at the start they are zero, and would hide what the blocks do."""
    generator = torch.Generator().manual_seed(1)
    for name, weight in model.named_parameters():
        if name.endswith(("o_proj.weight", "down_proj.weight", "lm_head.weight")):
            torch.nn.init.normal_(weight, std=weight.shape[1] ** -0.5, generator=generator)
        if "norm" in name:
            torch.nn.init.uniform_(weight, 0.5, 1.5, generator=generator)
    return model


def model_from(start: str, stream: NDArray[np.uint16], shape: Shape = SHAPE) -> Transformer:
    V = shape.vocabulary
    pairs = stream[:-1].astype(np.int64) * V + stream[1:]
    counts = np.bincount(pairs, minlength=V * V).reshape(V, V).astype(np.float64)
    model = Transformer(shape)
    start_model(model, 3, counts if start == "bigram" else None)
    return awake(model) if start == "random" else model


@pytest.mark.parametrize("start", ["random", "bigram"])
@pytest.mark.parametrize("width", [24, 32])
def test_transformers_gives_the_same_logits(start: str, width: int, stream: NDArray[np.uint16], tmp_path: Path) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    shape = shape_of(width, 2, 60, 40)
    model = model_from(start, stream, shape).eval()
    save_file(model.state_dict(), tmp_path / "model.safetensors")
    config = LlamaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        head_dim=shape.head_width,
        max_position_embeddings=shape.context,
        rms_norm_eps=NORM_EPS,
        rope_parameters={"rope_type": "default", "rope_theta": ROTARY_BASE},
        hidden_act="silu",
        attention_bias=False,
        mlp_bias=False,
        tie_word_embeddings=False,
    )
    llama = LlamaForCausalLM(config).train(False)
    llama.load_state_dict(load_file(tmp_path / "model.safetensors"), strict=True)
    ids = torch.from_numpy(stream[:200].astype(np.int64).reshape(5, 40))
    with torch.no_grad():
        torch.testing.assert_close(model(ids), llama(input_ids=ids).logits, rtol=1e-4, atol=1e-4)


def test_a_later_token_changes_no_earlier_logit(stream: NDArray[np.uint16]) -> None:
    model = model_from("random", stream)
    ids = torch.from_numpy(stream[:20].astype(np.int64))[None]
    with torch.no_grad():
        before = model(ids)
        for t in (5, 19):
            changed = ids.clone()
            changed[0, t] = (ids[0, t] + 1) % SHAPE.vocabulary
            after = model(changed)
            torch.testing.assert_close(after[:, :t], before[:, :t], rtol=0.0, atol=1e-6)
            assert (after[:, t:] - before[:, t:]).abs().amax() > 1e-2


def test_every_token_sees_all_before_it(stream: NDArray[np.uint16]) -> None:
    model = model_from("random", stream)
    ids = torch.from_numpy(stream[:20].astype(np.int64))[None]
    first_changed = ids.clone()
    first_changed[0, 0] = (ids[0, 0] + 1) % SHAPE.vocabulary
    with torch.no_grad():
        assert ((model(ids) - model(first_changed)).abs().amax(-1) > 1e-4).all()


def test_rotation_keeps_lengths_and_depends_on_distance_alone() -> None:
    q, k = torch.randn(1, 1, 1, 16), torch.randn(1, 1, 1, 16)
    cos, sin = rotary(12, 16, torch.device("cpu"))
    at = [rotate(q, (cos[t : t + 1], sin[t : t + 1])) for t in range(12)]
    other = [rotate(k, (cos[t : t + 1], sin[t : t + 1])) for t in range(12)]
    torch.testing.assert_close(torch.stack([x.norm() for x in at]), q.norm().expand(12))
    near = torch.stack([(at[t] * other[t + 3]).sum() for t in range(9)])
    torch.testing.assert_close(near, near[:1].expand(9), rtol=1e-4, atol=1e-4)


def test_a_finished_run_is_loaded_as_it_was_saved(stream: NDArray[np.uint16], tmp_path: Path) -> None:
    model = model_from("random", stream)
    save_file(model.state_dict(), tmp_path / "model.safetensors")
    run = Run(
        rung=Rung(shape=SHAPE, last_step=1),
        params=params(SHAPE),
        params_no_embed=params_no_embed(SHAPE),
        tokens=1,
        flops=1.0,
        epochs=1.0,
        bits_per_byte=None,
        curve=(),
    ).at(Home(tmp_path))
    loaded = load_model(run)
    ids = torch.from_numpy(stream[:20].astype(np.int64))[None]
    assert torch.equal(loaded(ids), model(ids))
    assert not any(p.requires_grad for p in loaded.parameters())
