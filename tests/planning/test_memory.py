"""The count of what a training holds, beside what autograd does hold."""

from __future__ import annotations

import pytest
import torch

from foretell.models.flops import params, shape_of
from foretell.models.loss import mean_nats
from foretell.models.transformer import Transformer
from foretell.nouns import Rung
from foretell.planning.memory import BYTES, KEPT_PER_PARAM, training_bytes


def rung(width: int, layers: int = 2, sequences: int = 128) -> Rung:
    return Rung(shape=shape_of(width, layers, 300, 32), sequences=sequences, last_step=10)


def saved_bytes(rung: Rung) -> int:
    """Bytes of all tensors that the backward pass of one step keeps, each storage once, without the weights."""
    model = Transformer(rung.shape)
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own and tensor.is_floating_point():
            kept[storage.data_ptr()] = storage
        return tensor

    windows = torch.zeros((rung.sequences, rung.shape.context + 1), dtype=torch.long)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        mean_nats(model, windows).backward()
    return sum(storage.nbytes() for storage in kept.values())


@pytest.mark.parametrize(("width", "layers"), [(32, 2), (96, 2), (64, 6)])
def test_activations_are_counted_within_a_half(width: int, layers: int) -> None:
    one = rung(width, layers)
    counted = training_bytes(one) - BYTES * KEPT_PER_PARAM * params(one.shape)
    assert counted == pytest.approx(saved_bytes(one), rel=0.5)


def test_a_model_that_is_measured_has_its_logits() -> None:
    assert training_bytes(rung(32, sequences=1)) > 0.9 * BYTES * 3 * 64 * 32 * 300


def test_memory_grows_with_all_that_is_held() -> None:
    assert training_bytes(rung(32)) < training_bytes(rung(64)) < training_bytes(rung(64, layers=4))
    assert training_bytes(rung(64)) < training_bytes(rung(64, sequences=256))
