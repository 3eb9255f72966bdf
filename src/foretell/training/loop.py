"""The one loop: trunk segments, decay branches, targets, and whatever trains on from a Run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import torch

from foretell.models.loss import mean_nats
from foretell.models.transformer import Transformer
from foretell.nouns import Rung
from foretell.training.batches import Batch
from foretell.training.checkpoint import Position, save_state
from foretell.training.optimizers import Optimizers, set_rate
from foretell.training.schedule import rate_share

CHECKPOINT_SECONDS = 15.0  # when a checkpoint is written changes no byte of the result
CURVE_POINTS = 50  # from step 0 to the last


class Read(Protocol):
    """What the loop trains on: the batch of each step, a pure function of the step."""

    def __getitem__(self, step: int) -> Batch: ...


def run_steps(
    model: Transformer,
    optimizers: Optimizers,
    rung: Rung,
    batches: Read,
    position: Position,
    checkpoint: Path,
    tell: Callable[[int], None],
) -> str:
    """Train from `position` to the rung's last step. Returns why the run broke off, or "" if it did not."""
    every = max(1, rung.last_step // CURVE_POINTS)
    saved = time.monotonic()
    while position.step < rung.last_step:
        nats = one_step(model, optimizers, rung, batches, position.step)
        position.step += 1
        position.pending.append(nats)
        if trouble := divergence(nats, rung, position.step):
            return trouble
        if (position.step - rung.first_step) % every == 0 or position.step == rung.last_step:
            position.curve.append((position.step, math.fsum(position.pending) / len(position.pending)))
            position.pending.clear()
        tell(position.step)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            save_state(checkpoint, model, optimizers, position)
            saved = time.monotonic()
    return ""


def one_step(model: Transformer, optimizers: Optimizers, rung: Rung, batches: Read, step: int) -> float:
    """Forward, backward, update. Returns the batch's mean loss in nats before the update."""
    set_rate(optimizers, rung, rate_share(rung, step))
    batch = batches[step]
    learnt = None if batch.learnt is None else torch.from_numpy(batch.learnt)
    loss = mean_nats(model, torch.from_numpy(batch.windows), learnt)
    loss.backward()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad()
    return loss.item()


def divergence(nats: float, rung: Rung, step: int) -> str:
    """Why a run must stop: a loss that is no number, or one far above that of blind guessing (ln V)."""
    if not math.isfinite(nats):
        return f"loss_not_finite at step {step}"
    if nats > 2.0 * math.log(rung.shape.vocabulary):
        return f"loss_above_twice_chance at step {step}"
    return ""
