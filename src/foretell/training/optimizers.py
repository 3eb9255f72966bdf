"""Muon on the blocks' matrices, AdamW on embedding, head and norms."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from foretell.models.transformer import Transformer
from foretell.nouns import Rung

Optimizers = Sequence[torch.optim.Optimizer]


def optimizers(model: Transformer, rung: Rung) -> Optimizers:
    """The two optimisers of a run, at their peak rates. No weight decay, no clipping: neither helped at this size."""
    named = list(model.model.layers.named_parameters())
    matrices = [p for _, p in named if p.dim() == 2]
    others = [p for p in model.parameters() if not any(p is m for m in matrices)]
    # 3 Newton-Schulz steps lose nothing against 5 at widths under 128, and cost 2/5 less
    muon = torch.optim.Muon(matrices, lr=rung.matrix_rate, weight_decay=0.0, momentum=0.95, nesterov=True, ns_steps=3)
    adam = torch.optim.AdamW(others, lr=rung.other_rate, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
    return muon, adam


def set_rate(optimizers: Optimizers, rung: Rung, share: float) -> None:
    """Set both rates to `share` of their peaks."""
    for optimizer, peak in zip(optimizers, (rung.matrix_rate, rung.other_rate), strict=True):
        for group in optimizer.param_groups:
            group["lr"] = peak * share


def state_tensors(optimizers: Optimizers) -> dict[str, Tensor]:
    """The optimisers' memory as flat named tensors, `optimizer.parameter.name`."""
    return {
        f"{i}.{j}.{name}": torch.as_tensor(value)
        for i, optimizer in enumerate(optimizers)
        for j, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }


def load_state_tensors(optimizers: Optimizers, tensors: dict[str, Tensor]) -> None:
    """Put back what `state_tensors` gave."""
    for i, optimizer in enumerate(optimizers):
        state: dict[int, dict[str, Tensor]] = {}
        for key, tensor in tensors.items():
            number, j, name = key.split(".", 2)
            if int(number) == i:
                state.setdefault(int(j), {})[name] = tensor
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
