"""A checkpoint holds all that a run needs, and a half-written one is never seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from foretell.models.flops import shape_of
from foretell.models.transformer import Transformer
from foretell.nouns import Rung, Tokens
from foretell.training import checkpoint
from foretell.training.batches import Batches
from foretell.training.checkpoint import Position, is_whole, load_state, save_state
from foretell.training.loop import one_step
from foretell.training.optimizers import Optimizers, optimizers, state_tensors

RUNG = Rung(shape=shape_of(16, 1, 40, 16), sequences=4, last_step=10)


def stepped(tokens: Tokens, steps: int) -> tuple[Transformer, Optimizers]:
    torch.manual_seed(0)
    model = Transformer(RUNG.shape)
    opts = optimizers(model, RUNG)
    batches = Batches(np.load(tokens.folder / "train.npy"), 16, 4, 0)
    for step in range(steps):
        one_step(model, opts, RUNG, batches, step)
    return model, opts


def test_what_is_saved_comes_back_bit_for_bit(tokens: Tokens, tmp_path: Path) -> None:
    model, opts = stepped(tokens, 3)
    position = Position(3, [(1, 0.1 + 0.2), (2, 1e-17)], [1 / 3])
    save_state(tmp_path / "a.safetensors", model, opts, position)
    other, other_opts = stepped(tokens, 0)
    assert load_state(tmp_path / "a.safetensors", other, other_opts) == position
    assert all(torch.equal(t, other.state_dict()[name]) for name, t in model.state_dict().items())
    before, after = state_tensors(opts), state_tensors(other_opts)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_the_same_state_is_the_same_bytes(tokens: Tokens, tmp_path: Path) -> None:
    for name in "ab":
        save_state(tmp_path / name, *stepped(tokens, 2), Position(2))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_crash_while_writing_leaves_the_checkpoint_before(
    tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.safetensors"
    model, opts = stepped(tokens, 1)
    save_state(path, model, opts, Position(1))

    def half(tensors: object, file: Path, metadata: object) -> None:
        file.write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(checkpoint, "save_file", half)
    with pytest.raises(OSError, match="no space"):
        save_state(path, model, opts, Position(2))
    assert load_state(path, model, opts).step == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("left", [0, 7, 100, -1])
def test_a_cut_checkpoint_is_removed_and_not_gone_on_from(tokens: Tokens, tmp_path: Path, left: int) -> None:
    path = tmp_path / "a.safetensors"
    assert not is_whole(path)
    save_state(path, *stepped(tokens, 1), Position(1))
    assert is_whole(path)
    path.write_bytes(path.read_bytes()[:left])
    assert not is_whole(path)
    assert not path.exists()


def test_weights_without_a_position_are_no_checkpoint(tokens: Tokens, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    checkpoint.save_tensors(path, stepped(tokens, 0)[0].state_dict())
    assert not is_whole(path)
