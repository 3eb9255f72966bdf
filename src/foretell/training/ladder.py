"""The ladder: which sizes are trained on which budgets, as trunks and decay branches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from foretell.lab import Lab
from foretell.models.flops import effective_params, flops_per_token, shape_of
from foretell.nouns import Run, Rung, Shape, Spec, Tokens
from foretell.training.train import train

Column = tuple[Rung, ...]
Count = Annotated[int, Field(gt=0)]
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]


class Ladder(Spec):
    """The grid of small trainings. Each width is one trunk; each budget branches off it and decays."""

    widths: tuple[Count, ...] = Field(default=(24, 32, 48, 64, 96), min_length=1)
    layers: Count = 2
    context: Count = 64
    budgets: tuple[Positive, ...] = Field(default=(1.0e11, 1.78e11, 3.16e11, 5.62e11, 1.0e12), min_length=1)  # FLOPs
    sequences: Count = 16  # a step
    decay_share: float = Field(default=0.2, gt=0.0, lt=1.0)  # of a branch's steps
    warmup_steps: int = Field(default=32, ge=0)
    matrix_rate: Positive = 0.015  # Muon's peak
    other_rate: Positive = 0.012  # AdamW's peak
    start: Literal["bigram", "random"] = "bigram"
    min_steps: Count = 100  # a cell of fewer steps measures the warmup, not the size
    max_tokens_per_param: Positive = 40.0  # beyond it a size is far past any optimum
    seed: int = Field(default=0, ge=0)

    @field_validator("widths", "budgets")
    @classmethod
    def _all_different(cls, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(set(values)) < len(values):
            raise ValueError("each may be named once: the same training would be done again for nothing")
        return values


def ladder(spec: Ladder, vocabulary: int) -> list[Column]:
    """One column a width, each in the order of training: trunk segment, branch, trunk segment, branch…

    Columns come longest first, as they should be started. A cell under `min_steps` or over `max_tokens_per_param`
    has no place in the grid. Raises ValueError when no cell is left.
    """
    columns = [column(spec, shape_of(w, spec.layers, vocabulary, spec.context)) for w in spec.widths]
    columns = [c for c in columns if c]
    if not columns:
        raise ValueError(f"No cell of the ladder has {spec.min_steps} steps: raise the budgets or lower the widths.")
    return sorted(columns, key=lambda c: -sum(own_flops(rung) for rung in c))


def column(spec: Ladder, shape: Shape) -> Column:
    """Trunk segments and decay branches of one size."""
    rungs: list[Rung] = []
    trunk_end = 0
    for budget in sorted(spec.budgets):
        steps = round(budget / (flops_per_token(shape) * spec.sequences * spec.context))
        is_twin = bool(rungs) and rungs[-1].last_step == steps  # of a budget so near that it buys the same steps
        if steps < spec.min_steps or is_past_optimum(spec, shape, steps) or is_twin:
            continue
        decay_from = round(steps * (1.0 - spec.decay_share))
        rungs.append(_rung(spec, shape, trunk_end, decay_from, None, None))
        rungs.append(_rung(spec, shape, decay_from, steps, decay_from, budget))
        trunk_end = decay_from
    return tuple(rungs)


def is_past_optimum(spec: Ladder, shape: Shape, steps: int) -> bool:
    """Whether so many steps give this size more tokens per parameter than the grid should hold."""
    return steps * spec.sequences * spec.context > spec.max_tokens_per_param * effective_params(shape)


def _rung(spec: Ladder, shape: Shape, first: int, last: int, decay_from: int | None, budget: float | None) -> Rung:
    return Rung(
        shape=shape,
        seed=spec.seed,
        sequences=spec.sequences,
        first_step=first,
        last_step=last,
        decay_from=decay_from,
        warmup_steps=spec.warmup_steps,
        matrix_rate=spec.matrix_rate,
        other_rate=spec.other_rate,
        start=spec.start,
        budget=budget,
    )


def own_flops(rung: Rung) -> float:
    """FLOPs of a rung's own steps, those of the trunk before it not counted."""
    steps = rung.last_step - rung.first_step
    return steps * rung.sequences * rung.shape.context * flops_per_token(rung.shape)


def climb(lab: Lab, column: Column, tokens: Tokens) -> list[Run]:
    """Train one column: each trunk segment from the one before it, each branch from its segment."""
    return list(_climb(lab, column, tokens))


def _climb(lab: Lab, column: Sequence[Rung], tokens: Tokens) -> Iterator[Run]:
    trunk: Run | None = None
    for rung in column:
        run: Run = lab(train, rung, tokens, trunk)
        if rung.decay_from is None:
            trunk = run
        yield run
