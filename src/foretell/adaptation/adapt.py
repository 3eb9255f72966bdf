"""Run + Tokens + lessons → Run: train on from a finished model, the loss on the answers alone."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from pydantic import Field
from tokenizers import Tokenizer

from foretell.adaptation.masked import Mixed, masked
from foretell.lab import Workspace, verb
from foretell.models.transformer import load_model
from foretell.nouns import Run, Rung, Spec, Suite, Tokens
from foretell.tasks.items import ITEMS_FILE, read_items
from foretell.training.batches import Batch, Batches
from foretell.training.checkpoint import Position
from foretell.training.optimizers import optimizers
from foretell.training.train import finish, follow, settle


class Adapt(Spec):
    """How a finished model is trained on."""

    epochs: float = Field(default=4.0, gt=0.0, allow_inf_nan=False)
    """Times that every lesson is read."""

    sequences: int = Field(default=16, gt=1)
    """Windows a step, replayed ones included."""

    replay: float = Field(default=0.5, ge=0.0, lt=1.0)
    """Share of each step's windows, and so of its loss, that is text of the kind the model was trained on."""

    rate: float = Field(default=0.5, gt=0.0, allow_inf_nan=False)
    """Peak learning rates as shares of the model's own."""

    matrix_rate: float | None = Field(default=None, gt=0.0, allow_inf_nan=False)
    """Muon's peak rate itself, for a model whose own is not known, or to set it."""

    other_rate: float | None = Field(default=None, gt=0.0, allow_inf_nan=False)
    """AdamW's peak rate itself, for a model whose own is not known, or to set it."""

    warmup_steps: int = Field(default=16, ge=0)
    """Steps over which the rates rise; from then on they fall to zero."""

    seed: int = Field(default=0, ge=0)
    """Draws the order of lessons and replayed text."""


DEFAULT = Adapt()


@verb(version=1)
def adapt(run: Run, tokens: Tokens, lessons: Suite, spec: Adapt = DEFAULT, *, workspace: Workspace) -> Run:
    """Teach a finished run, of any origin, the answers of `lessons`.

    Tokens and FLOPs of the answer are those of the whole lineage, padding included; its curve and epochs are of the
    lessons alone (replayed text counts in the curve). `tokens` must be what the run was trained on, or be of the same
    tokenizer. Raises ValueError for a run that diverged, another vocabulary, rates that nobody knows, no lessons, or an
    answer that fits no context.
    """
    check_adaptable(run, tokens)
    settle()
    read = _read(run, tokens, lessons, spec)
    rung = adaptation_rung(run.rung, spec, len(read.lessons.windows))
    model = load_model(run).train().requires_grad_()
    opts = optimizers(model, rung)
    position, diverged = follow(model, opts, rung, read, partial(Position, 0), workspace)
    return finish(model, rung, tokens, position, read.epochs.passed(position.step), diverged, workspace, before=run)


def check_adaptable(run: Run, tokens: Tokens) -> None:
    """Raise ValueError where a run cannot be trained on with these tokens."""
    if run.diverged:
        raise ValueError(f"This run diverged ({run.diverged}), so there is nothing to build on.")
    if run.rung.shape.vocabulary != tokens.vocabulary:
        raise ValueError(f"The run has a vocabulary of {run.rung.shape.vocabulary}, the tokens {tokens.vocabulary}.")


def check_lessons(lessons: Suite, tokens: Tokens, context: int) -> None:
    """Raise ValueError for lessons that no model of this context could be taught."""
    _masked(lessons, tokens, context)


def _masked(lessons: Suite, tokens: Tokens, context: int) -> Batch:
    tokenizer = Tokenizer.from_file(str(tokens.folder / "tokenizer.json"))
    tokenizer.encode_special_tokens = True  # as the corpus was encoded
    return masked(read_items(lessons.folder / ITEMS_FILE), tokenizer, tokens.end_of_text, context)


def _read(run: Run, tokens: Tokens, lessons: Suite, spec: Adapt) -> Mixed:
    """What the steps read."""
    context = run.rung.shape.context
    told = _masked(lessons, tokens, context)
    replayed = spec.sequences - lessons_a_step(spec)
    stream = np.load(tokens.folder / "train.npy", mmap_mode="r")
    replay = Batches(stream, context, replayed, spec.seed) if replayed else None
    return Mixed(told, replay, lessons_a_step(spec), spec.seed)


def lessons_a_step(spec: Adapt) -> int:
    """Windows of each step that are lessons, at least one; the others are replayed."""
    return max(1, spec.sequences - round(spec.sequences * spec.replay))


def adaptation_rung(start: Rung, spec: Adapt, lessons: int) -> Rung:
    """The training that `spec` plans from a run of `start`: short, its rates a share of the run's own and falling from
    the warmup on."""
    steps = max(1, math.ceil(spec.epochs * lessons / lessons_a_step(spec)))
    warmup = min(spec.warmup_steps, steps // 2)
    return Rung(
        shape=start.shape,
        seed=spec.seed,
        sequences=spec.sequences,
        last_step=steps,
        decay_from=warmup,
        warmup_steps=warmup,
        matrix_rate=_rate("matrix_rate", spec.matrix_rate, start.matrix_rate * spec.rate),
        other_rate=_rate("other_rate", spec.other_rate, start.other_rate * spec.rate),
        start="run",
    )


def _rate(name: str, given: float | None, share: float) -> float:
    """The rate that was given, or the share of the model's own. Raises ValueError where neither is known."""
    if given is None and share == 0.0:
        raise ValueError(f"Nobody knows at what rates this model was trained: set adapt.{name}.")
    return share if given is None else given
