"""The loop's own decisions: when a run breaks off, and what its curve says."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from foretell.models.flops import shape_of
from foretell.models.transformer import Transformer
from foretell.nouns import Rung, Tokens
from foretell.training import loop
from foretell.training.batches import Batches
from foretell.training.checkpoint import Position
from foretell.training.loop import divergence, run_steps
from foretell.training.optimizers import optimizers

RUNG = Rung(shape=shape_of(16, 1, 40, 16), sequences=4, last_step=130, decay_from=100, warmup_steps=4)


@pytest.mark.parametrize(
    ("nats", "reason"),
    [
        (math.nan, "loss_not_finite at step 7"),
        (math.inf, "loss_not_finite at step 7"),
        (2.01 * math.log(40), "loss_above_twice_chance at step 7"),
        (1.99 * math.log(40), ""),
        (0.0, ""),
    ],
)
def test_a_run_breaks_off_for_a_named_reason(nats: float, reason: str) -> None:
    assert divergence(nats, RUNG, 7) == reason


def test_the_curve_is_the_mean_of_all_losses_between_its_points(
    tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter(np.random.default_rng(0).random(RUNG.last_step).tolist())
    given: list[float] = []

    def one_step(*_: object) -> float:
        given.append(next(losses))
        return given[-1]

    monkeypatch.setattr(loop, "one_step", one_step)
    position, told = Position(0), list[int]()
    batches = Batches(np.load(tokens.folder / "train.npy"), 16, 4, 0)
    model = Transformer(RUNG.shape)
    assert run_steps(model, optimizers(model, RUNG), RUNG, batches, position, tmp_path / "c", told.append) == ""
    assert told == list(range(1, 131))
    steps = [step for step, _ in position.curve]
    assert steps == [*range(2, 131, 2)]
    for (last, nats), first in zip(position.curve, [0, *steps], strict=False):
        assert nats == pytest.approx(sum(given[first:last]) / (last - first))
    assert position.pending == []


def test_the_loss_falls_on_a_text_that_can_be_learned(tokens: Tokens, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Transformer(RUNG.shape)
    position = Position(0)
    batches = Batches(np.load(tokens.folder / "train.npy"), 16, 4, 0)
    run_steps(model, optimizers(model, RUNG), RUNG, batches, position, tmp_path / "c", lambda step: None)
    assert position.curve[-1][1] < position.curve[0][1] - 1.0
