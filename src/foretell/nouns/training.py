"""A planned training and a finished one."""

from __future__ import annotations

from typing import Literal

from foretell.nouns.noun import Noun


class Shape(Noun):
    """A Llama-shaped causal decoder. All sizes are counts; `context` is in tokens."""

    layers: int
    width: int
    heads: int
    head_width: int
    feed_forward: int
    vocabulary: int
    context: int


class Rung(Noun):
    """One planned training: steps `first_step`..`last_step` of one schedule.

    The learning rate warms up over `warmup_steps`, stays, and falls from `decay_from` to zero at `last_step`.
    `decay_from=None` is a trunk segment (it never falls); `first_step > 0` goes on from a Run that ended there.
    `start` is where the weights of step 0 come from: drawn, read off the text's bigrams, those of another `run` (an
    adaptation), or `imported` from a folder that somebody else trained.
    """

    shape: Shape
    seed: int = 0
    sequences: int = 16
    first_step: int = 0
    last_step: int
    decay_from: int | None = None
    warmup_steps: int = 32
    matrix_rate: float = 0.015
    other_rate: float = 0.012
    start: Literal["bigram", "random", "run", "imported"] = "bigram"
    precision: Literal["fp32"] = "fp32"
    budget: float | None = None
    sealed: str = ""

    @property
    def tokens(self) -> int:
        """Tokens seen by `last_step`, the steps before `first_step` included."""
        return self.last_step * self.sequences * self.shape.context

    @property
    def title(self) -> str:
        """What a person calls it among its journey's trainings."""
        if self.sealed:
            return f"target, width {self.shape.width}"
        if self.start == "imported":
            return f"width {self.shape.width}, imported"
        if self.start == "run":
            return f"width {self.shape.width}, adapted in {self.last_step} steps"
        if self.decay_from is None:
            return f"width {self.shape.width}, trunk to {self.last_step}"
        length = f"{self.budget:.3g} FLOPs" if self.budget else f"{self.last_step} steps"
        return f"width {self.shape.width}, {length}"


class Point(Noun):
    """One point of a loss curve: mean training loss since the point before, in nats per token."""

    step: int
    nats: float


class Run(Noun):
    """One finished training. Folder: `model.safetensors`, and `state.safetensors` for a trunk segment.

    `flops` and `tokens` (padding included) are of the whole lineage back to step 0, and 0 where an imported model does
    not tell them; so are `curve` and `epochs`, but for an adaptation, whose own are of its lessons. `bits_per_byte` is
    on the held-out subset, and `None` for a trunk segment, whose learning rate has not fallen. `diverged` names why a
    run broke off.
    """

    rung: Rung
    params: int
    params_no_embed: int
    tokens: int
    flops: float
    epochs: float
    bits_per_byte: float | None
    curve: tuple[Point, ...]
    diverged: str = ""
