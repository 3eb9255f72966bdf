"""Rung + Tokens (+ a Run to start from) → Run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from foretell.lab import Workspace, verb
from foretell.models.flops import flops_per_token, params, params_no_embed
from foretell.models.loss import HELD_OUT_TOKENS, bits_per_byte, held_out_windows
from foretell.models.start import start_model
from foretell.models.transformer import Transformer
from foretell.nouns import Point, Run, Rung, Tokens
from foretell.training.batches import Batches, bigram_counts
from foretell.training.checkpoint import Position, is_whole, load_state, save_state, save_tensors
from foretell.training.loop import Read, run_steps
from foretell.training.optimizers import Optimizers, optimizers

MAX_BIGRAM_VOCABULARY = 4096


@verb(version=1)
def train(rung: Rung, tokens: Tokens, start: Run | None = None, *, workspace: Workspace) -> Run:
    """Train one rung, from scratch or from the trunk segment `start` that ended where the rung begins.

    A killed call goes on from its last checkpoint to the same bytes. Raises ValueError where rung, tokens and start
    do not fit together.
    """
    check_fit(rung, tokens, start)
    settle()
    stream = np.load(tokens.folder / "train.npy", mmap_mode="r")
    batches = Batches(stream, rung.shape.context, rung.sequences, rung.seed)
    model = Transformer(rung.shape)
    opts = optimizers(model, rung)
    put = partial(begin, model, opts, rung, start, batches)
    position, diverged = follow(model, opts, rung, batches, put, workspace, start.diverged if start else "")
    if rung.decay_from is None:
        save_state(workspace.folder / "state.safetensors", model, opts, Position(position.step))
    return finish(model, rung, tokens, position, batches.epochs(position.step), diverged, workspace)


def settle() -> None:
    """One thread and deterministic kernels: what every training and its bytes rest on."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def follow(
    model: Transformer,
    opts: Optimizers,
    rung: Rung,
    batches: Read,
    begin: Callable[[], Position],
    workspace: Workspace,
    broken: str = "",
) -> tuple[Position, str]:
    """Train from the last checkpoint, or from where `begin` puts the model, to the rung's last step.

    Returns where it ended and why it diverged, if it did. What grows from a `broken` run is broken: no step is made.
    """
    checkpoint = workspace.scratch / "checkpoint.safetensors"
    position = load_state(checkpoint, model, opts) if is_whole(checkpoint) else begin()
    began, first = time.perf_counter(), position.step
    tell = partial(_tell, workspace, rung, position, first)
    diverged = broken or run_steps(model, opts, rung, batches, position, checkpoint, tell)
    if diverged:  # it takes no more steps, so it is no longer running
        workspace.progress(1.0, 1.0, f"{rung.title}: {diverged}")
    flops = (position.step - first) * flops_per_step(rung)
    workspace.note(flops=flops, training_seconds=round(time.perf_counter() - began, 3))
    return position, diverged


def flops_per_step(rung: Rung) -> float:
    """Training FLOPs of one step."""
    return rung.sequences * rung.shape.context * flops_per_token(rung.shape)


def check_fit(rung: Rung, tokens: Tokens, start: Run | None) -> None:
    """Raise ValueError when the rung, its tokens and the run it starts from do not belong together."""
    if rung.shape.vocabulary != tokens.vocabulary:
        raise ValueError(
            f"The rung has a vocabulary of {rung.shape.vocabulary}, its tokens one of {tokens.vocabulary}."
        )
    if rung.first_step != (start.rung.last_step if start else 0) or (start and not is_alike(start.rung, rung)):
        raise ValueError(
            f"A rung from step {rung.first_step} starts from a run of its own shape and sequences that ended there; "
            "a rung from step 0 starts from none."
        )
    if start is not None and not (start.folder / "state.safetensors").exists():
        raise ValueError("Only a trunk segment keeps the optimisers' state, so only it can be gone on from.")
    if rung.start not in ("bigram", "random"):
        raise ValueError(
            f"A rung that starts from {rung.start!r} weights is no rung for train: adapt goes on from a run."
        )
    if rung.start == "bigram" and tokens.vocabulary > MAX_BIGRAM_VOCABULARY:
        raise ValueError(f'The bigram start is for vocabularies up to {MAX_BIGRAM_VOCABULARY}: set start = "random".')
    if tokens.held_out_tokens <= rung.shape.context:  # said now, not after hours of training
        raise ValueError(
            f"The held-out text has {tokens.held_out_tokens} tokens; one window of context {rung.shape.context} needs "
            "one more. Hold out more text or lower the context."
        )


def is_alike(a: Rung, b: Rung) -> bool:
    """Whether steps of both rungs read as many tokens and move the same model."""
    return (a.shape, a.sequences) == (b.shape, b.sequences)


def begin(model: Transformer, opts: Optimizers, rung: Rung, start: Run | None, batches: Batches) -> Position:
    """Put the model at the rung's first step."""
    if start is not None:
        step = load_state(start.folder / "state.safetensors", model, opts).step
        return Position(step, [(point.step, point.nats) for point in start.curve])
    counts = bigram_counts(batches.stream, rung.shape.vocabulary) if rung.start == "bigram" else None
    start_model(model, rung.seed, counts)
    return Position(0)


def _tell(workspace: Workspace, rung: Rung, position: Position, first: int, step: int) -> None:
    """Progress in FLOPs, so that rungs of all sizes add up; and the loss, which a watcher draws and writes on."""
    per_step = flops_per_step(rung)
    done, total, began = (at - rung.first_step for at in (step, rung.last_step, first))
    recent = position.pending[-8:] or [position.curve[-1][1]]  # one batch alone jumps about
    workspace.progress(
        done * per_step,
        total * per_step,
        rung.title,
        began=began * per_step,
        step=step,
        steps=rung.last_step,
        nats=math.fsum(recent) / len(recent),
        curve=position.curve,
    )


def finish(
    model: Transformer,
    rung: Rung,
    tokens: Tokens,
    position: Position,
    epochs: float,
    diverged: str,
    workspace: Workspace,
    before: Run | None = None,
) -> Run:
    """Write the model, measure the held-out loss, state the facts. What `before` has read and cost is added."""
    save_tensors(workspace.folder / "model.safetensors", model.state_dict())
    measured = None if rung.decay_from is None or diverged else held_out_loss(model, tokens)
    if measured is not None and not math.isfinite(measured):  # the very last update broke it
        measured, diverged = None, "held_out_loss_not_finite"
    return Run(
        rung=rung,
        params=params(rung.shape),
        params_no_embed=params_no_embed(rung.shape),
        tokens=int(_added(before, "tokens", position.step * rung.sequences * rung.shape.context)),
        flops=_added(before, "flops", position.step * flops_per_step(rung)),
        epochs=round(epochs, 6),
        bits_per_byte=measured,
        curve=tuple(Point(step=step, nats=nats) for step, nats in position.curve),
        diverged=diverged,
    )


def _added(before: Run | None, fact: str, own: float) -> float:
    """What a run spent, with what was spent before it; 0, not known, where that is not known."""
    earlier = float(getattr(before, fact)) if before else 0.0
    return 0.0 if before and not earlier else earlier + own


def held_out_loss(model: Transformer, tokens: Tokens) -> float:
    """Bits per byte on the fixed held-out subset."""
    stream = np.load(tokens.folder / "held_out.npy", mmap_mode="r")
    windows = held_out_windows(stream, model.shape.context, HELD_OUT_TOKENS)
    return bits_per_byte(model.eval(), windows, np.load(tokens.folder / "token_bytes.npy"))
