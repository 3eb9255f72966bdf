"""Weights are compared with what the config promises before anything is read."""

from __future__ import annotations

import json
import struct
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from torch import Tensor

from foretell.huggingface.config import Layout
from foretell.huggingface.weights import EMBEDDING, HEAD, read_weights, stored_shapes
from foretell.models.flops import params, shape_of

SHAPE = shape_of(16, 2, 40, 8)
LAYOUT, TIED = Layout(SHAPE, SHAPE.heads, False), Layout(SHAPE, SHAPE.heads, True)
NORM = "model.norm.weight"


@pytest.fixture
def weights() -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {name: torch.randn(size, generator=generator) for name, size in stored_shapes(LAYOUT).items()}


def test_what_was_stored_is_read(weights: dict[str, Tensor], tmp_path: Path) -> None:
    save_file(weights, tmp_path / "model.safetensors")
    read = read_weights(tmp_path, LAYOUT)
    assert set(read) == set(weights)
    assert all(torch.equal(read[name], weights[name]) for name in weights)
    assert sum(weight.numel() for weight in read.values()) == params(SHAPE)


def test_each_shared_head_serves_its_own_queries(tmp_path: Path) -> None:
    shape = shape_of(64, 1, 40, 8)
    layout = Layout(shape, 2, False)  # 4 heads, 2 of key and value
    weights = {name: torch.randn(size) for name, size in stored_shapes(layout).items()}
    save_file(weights, tmp_path / "model.safetensors")
    name = "model.layers.0.self_attn.k_proj.weight"
    stored, read = weights[name], read_weights(tmp_path, layout)[name]
    K = shape.head_width
    for head, shared in enumerate((0, 0, 1, 1)):
        assert torch.equal(read[head * K : (head + 1) * K], stored[shared * K : (shared + 1) * K])


def test_old_rotary_frequencies_are_passed_over(weights: dict[str, Tensor], tmp_path: Path) -> None:
    name = "model.layers.0.self_attn.rotary_emb.inv_freq"
    save_file(weights | {name: torch.ones(4)}, tmp_path / "model.safetensors")
    assert name not in read_weights(tmp_path, LAYOUT)


def test_tied_ends_are_one_matrix(weights: dict[str, Tensor], tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    del weights[HEAD]
    save_file(weights, path)
    assert torch.equal(read_weights(tmp_path, TIED)[HEAD], weights[EMBEDDING])
    with pytest.raises(ValueError, match=r"lacks 'lm_head\.weight'"):
        read_weights(tmp_path, LAYOUT)
    save_file(weights | {HEAD: weights[EMBEDDING].clone()}, path)
    assert torch.equal(read_weights(tmp_path, TIED)[HEAD], weights[EMBEDDING])
    for other in (weights[EMBEDDING] + 1, torch.ones(3)):
        save_file(weights | {HEAD: other}, path)
        with pytest.raises(ValueError, match="tie_word_embeddings is true"):
            read_weights(tmp_path, TIED)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({NORM: torch.ones(15)}, r"shape \[15\] where its config\.json promises \[16\]"),
        ({NORM: torch.ones(16, dtype=torch.int8)}, "holds I8"),
        ({NORM: torch.full((16,), torch.nan)}, "not finite"),
        ({EMBEDDING: torch.full((40, 16), 1e300, dtype=torch.float64)}, "not finite"),
        ({"model.layers.0.self_attn.q_proj.bias": torch.ones(16)}, "no biases"),
        ({"model.layers.2.input_layernorm.weight": torch.ones(16)}, "does not have"),
    ],
    ids=str,
)
def test_what_is_not_promised_is_refused(
    changes: dict[str, Tensor], part: str, weights: dict[str, Tensor], tmp_path: Path
) -> None:
    save_file(weights | changes, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=part):
        read_weights(tmp_path, LAYOUT)


def test_pickles_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04cos\nsystem\n")
    with pytest.raises(ValueError, match=r"pytorch_model\.bin is a pickle"):
        read_weights(tmp_path, LAYOUT)
    (tmp_path / "pytorch_model.bin").unlink()
    with pytest.raises(ValueError, match=r"has no model\.safetensors\. Save"):
        read_weights(tmp_path, LAYOUT)


def sharded(weights: dict[str, Tensor], folder: Path) -> dict[str, str]:
    """Two files, and an index that says so."""
    places = {name: f"part-{i % 2}.safetensors" for i, name in enumerate(sorted(weights))}
    for part in set(places.values()):
        save_file({name: weights[name] for name in weights if places[name] == part}, folder / part)
    write_index(folder, places)
    return places


def write_index(folder: Path, places: object) -> None:
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": places}), encoding="utf-8")


def test_shards_are_read_as_one(weights: dict[str, Tensor], tmp_path: Path) -> None:
    sharded(weights, tmp_path)
    read = read_weights(tmp_path, LAYOUT)
    assert all(torch.equal(read[name], weights[name]) for name in weights)


@pytest.mark.parametrize(
    "place", ["../outside.safetensors", "/etc/passwd", "sub/part.safetensors", "..", "model.bin", ""], ids=repr
)
def test_an_index_leads_nowhere_else(place: str, weights: dict[str, Tensor], tmp_path: Path) -> None:
    places = sharded(weights, tmp_path)
    write_index(tmp_path, places | {NORM: place})
    with pytest.raises(ValueError, match="in the same folder"):
        read_weights(tmp_path, LAYOUT)


@pytest.mark.parametrize("places", [None, [], {NORM: 3}], ids=repr)
def test_an_index_that_is_none_is_a_sentence(places: object, weights: dict[str, Tensor], tmp_path: Path) -> None:
    sharded(weights, tmp_path)
    write_index(tmp_path, places)
    with pytest.raises(ValueError, match="weight_map"):
        read_weights(tmp_path, LAYOUT)


def test_a_tensor_in_two_shards_and_a_shard_that_is_absent_are_told(weights: dict[str, Tensor], tmp_path: Path) -> None:
    sharded(weights, tmp_path)
    save_file(weights, tmp_path / "part-1.safetensors")
    with pytest.raises(ValueError, match="holds already"):
        read_weights(tmp_path, LAYOUT)
    (tmp_path / "part-1.safetensors").unlink()
    with pytest.raises(ValueError, match="is the download complete"):
        read_weights(tmp_path, LAYOUT)


def header(text: bytes, said: int | None = None) -> bytes:
    return struct.pack("<Q", len(text) if said is None else said) + text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04cos\nsystem\n",
        header(b"{}", 2**63),
        header(b"{}", 99_999_999),
        header(b"[" * 100_000),
        header(b'{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}') + b"0000",
        header(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4000000000]}}') + b"0000",
        header(b'{"a":{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}}') + b"0000",
    ],
    ids=repr,
)
def test_a_hostile_file_is_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(ValueError, match=r"model\.safetensors is no safetensors file"):
        read_weights(tmp_path, LAYOUT)


def test_a_config_of_absurd_sizes_takes_no_memory(weights: dict[str, Tensor], tmp_path: Path) -> None:
    save_file(weights, tmp_path / "model.safetensors")
    absurd = SHAPE.model_copy(update={"vocabulary": 2**24, "width": 2**20, "feed_forward": 2**22})
    with pytest.raises(ValueError, match="promises"):
        read_weights(tmp_path, Layout(absurd, absurd.heads, False))


@given(place=st.integers(0, 400), damage=st.binary(min_size=1, max_size=12))
def test_a_damaged_file_is_read_or_a_sentence(
    place: int, damage: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "model.safetensors"
    save_file({name: torch.ones(size) for name, size in stored_shapes(LAYOUT).items()}, path)
    content = path.read_bytes()
    path.write_bytes(content[:place] + damage + content[place + len(damage) :])
    with suppress(ValueError):
        assert set(read_weights(folder, LAYOUT)) == set(load_file(path))
