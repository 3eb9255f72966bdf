"""Rung + Tokens (+ a Run to start from) → Run."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import torch

from foretell.lab import Workspace, verb
from foretell.models.flops import flops_per_token, params, params_no_embed
from foretell.models.loss import bits_per_byte, held_out_windows
from foretell.models.start import start_model
from foretell.models.transformer import Transformer
from foretell.nouns import Point, Run, Rung, Tokens
from foretell.training.batches import Batches, bigram_counts
from foretell.training.checkpoint import Position, load_state, save_state, save_tensors
from foretell.training.loop import run_steps
from foretell.training.optimizers import Optimizers, optimizers

HELD_OUT_TOKENS = 65_536  # one fixed subset for every rung and the target
MAX_BIGRAM_VOCABULARY = 4096


@verb(version=1)
def train(rung: Rung, tokens: Tokens, start: Run | None = None, *, workspace: Workspace) -> Run:
    """Train one rung, from scratch or from the trunk segment `start` that ended where the rung begins.

    A killed call goes on from its last checkpoint to the same bytes. Raises ValueError where rung, tokens and start
    do not fit together.
    """
    check_fit(rung, tokens, start)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    stream = np.load(tokens.folder / "train.npy", mmap_mode="r")
    batches = Batches(stream, rung.shape.context, rung.sequences, rung.seed)
    model = Transformer(rung.shape)
    opts = optimizers(model, rung)
    checkpoint = workspace.scratch / "checkpoint.safetensors"
    position = (
        begin(model, opts, rung, start, batches) if not checkpoint.exists() else load_state(checkpoint, model, opts)
    )
    began, first = time.perf_counter(), position.step
    tell = partial(_tell, workspace, rung)
    diverged = run_steps(model, opts, rung, batches, position, checkpoint, tell)
    per_step = rung.sequences * rung.shape.context * flops_per_token(rung.shape)
    workspace.note(flops=(position.step - first) * per_step, training_seconds=round(time.perf_counter() - began, 3))
    return finish(model, opts, rung, tokens, batches, position, diverged, workspace)


def check_fit(rung: Rung, tokens: Tokens, start: Run | None) -> None:
    """Raise ValueError when the rung, its tokens and the run it starts from do not belong together."""
    if rung.shape.vocabulary != tokens.vocabulary:
        raise ValueError(
            f"The rung has a vocabulary of {rung.shape.vocabulary}, its tokens one of {tokens.vocabulary}."
        )
    if rung.first_step and (start is None or start.rung.last_step != rung.first_step or start.rung.shape != rung.shape):
        raise ValueError(f"A rung from step {rung.first_step} starts from a run of its own shape that ended there.")
    if start is not None and not (start.folder / "state.safetensors").exists():
        raise ValueError("Only a trunk segment keeps the optimisers' state, so only it can be gone on from.")
    if rung.start == "bigram" and tokens.vocabulary > MAX_BIGRAM_VOCABULARY:
        raise ValueError(f'The bigram start is for vocabularies up to {MAX_BIGRAM_VOCABULARY}: set start = "random".')


def begin(model: Transformer, opts: Optimizers, rung: Rung, start: Run | None, batches: Batches) -> Position:
    """Put the model at the rung's first step."""
    if start is not None:
        return Position(load_state(start.folder / "state.safetensors", model, opts).step)
    counts = bigram_counts(batches.stream, rung.shape.vocabulary) if rung.start == "bigram" else None
    start_model(model, rung.seed, counts)
    return Position(0)


def _tell(workspace: Workspace, rung: Rung, step: int) -> None:
    workspace.progress(step - rung.first_step, rung.last_step - rung.first_step, f"width {rung.shape.width}")


def finish(
    model: Transformer,
    opts: Optimizers,
    rung: Rung,
    tokens: Tokens,
    batches: Batches,
    position: Position,
    diverged: str,
    workspace: Workspace,
) -> Run:
    """Write the model (and, for a trunk segment, its state), measure the held-out loss, state the facts."""
    save_tensors(workspace.folder / "model.safetensors", model.state_dict())
    if rung.decay_from is None:
        save_state(workspace.folder / "state.safetensors", model, opts, Position(position.step))
    measured = None if rung.decay_from is None or diverged else held_out_loss(model, tokens)
    return Run(
        rung=rung,
        params=params(rung.shape),
        params_no_embed=params_no_embed(rung.shape),
        tokens=rung.tokens,
        flops=rung.tokens * flops_per_token(rung.shape),
        epochs=round(batches.epochs(rung.last_step), 6),
        bits_per_byte=measured,
        curve=tuple(Point(step=step, nats=nats) for step, nats in position.curve),
        diverged=diverged,
    )


def held_out_loss(model: Transformer, tokens: Tokens) -> float:
    """Bits per byte on the fixed held-out subset."""
    stream = np.load(tokens.folder / "held_out.npy", mmap_mode="r")
    windows = held_out_windows(stream, model.shape.context, HELD_OUT_TOKENS)
    return bits_per_byte(model.eval(), windows, np.load(tokens.folder / "token_bytes.npy"))
