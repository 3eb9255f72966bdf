"""Every parameter belongs to one optimiser, and their memory can be put back."""

from __future__ import annotations

import pytest
import torch

from foretell.models.flops import shape_of
from foretell.models.loss import mean_nats
from foretell.models.transformer import Transformer
from foretell.nouns import Rung, Shape
from foretell.training.optimizers import load_state_tensors, optimizers, set_rate, state_tensors

RUNG = Rung(shape=shape_of(16, 2, 30, 8), last_step=10, matrix_rate=0.5, other_rate=0.25)


def stepped(steps: int, shape: Shape = RUNG.shape) -> tuple[Transformer, tuple[torch.optim.Optimizer, ...]]:
    torch.manual_seed(0)
    model = Transformer(shape)
    opts = tuple(optimizers(model, RUNG))
    for _ in range(steps):
        step(model, opts)
    return model, opts


def step(model: Transformer, opts: tuple[torch.optim.Optimizer, ...]) -> None:
    mean_nats(model, torch.arange(27).reshape(3, 9)).backward()
    for optimizer in opts:
        optimizer.step()
        optimizer.zero_grad()


def test_muon_and_adamw_share_the_parameters_between_them() -> None:
    model, (muon, adam) = stepped(0)
    name_of = {id(p): name for name, p in model.named_parameters()}
    groups = [[name_of[id(p)] for g in optimizer.param_groups for p in g["params"]] for optimizer in (muon, adam)]
    assert sorted(groups[0] + groups[1]) == sorted(name_of.values())
    assert all(name.endswith("proj.weight") and ".layers." in name for name in groups[0])
    assert len(groups[0]) == 2 * 7
    assert {"model.embed_tokens.weight", "lm_head.weight", "model.norm.weight"} < set(groups[1])


def test_rates_are_shares_of_their_own_peaks() -> None:
    _, opts = stepped(0)
    set_rate(opts, RUNG, 0.1)
    assert [g["lr"] for o in opts for g in o.param_groups] == pytest.approx([0.05, 0.025])


def test_memory_that_is_put_back_goes_on_to_the_same_bits() -> None:
    model, opts = stepped(2)
    other, other_opts = stepped(0)
    other.load_state_dict(model.state_dict())
    load_state_tensors(other_opts, {name: t.clone() for name, t in state_tensors(opts).items()})
    step(model, opts)
    step(other, other_opts)
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), other.parameters(), strict=True))
    forgetful, fresh = stepped(0)
    forgetful.load_state_dict(other.state_dict())
    step(model, opts)
    step(forgetful, fresh)
    assert not all(torch.equal(p, q) for p, q in zip(model.parameters(), forgetful.parameters(), strict=True))
