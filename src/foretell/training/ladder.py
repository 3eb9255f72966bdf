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
Width = Annotated[int, Field(gt=0, multiple_of=8)]  # heads of 8 or 16 divide it
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]


class Ladder(Spec):
    """The grid of small trainings. Each width is one trunk; each budget branches off it and decays."""

    widths: tuple[Width, ...] = Field(default=(24, 32, 48, 64, 96), min_length=1)
    """Widths of the models, multiples of 8: one trunk of trainings each."""

    layers: Count = 2
    """Layers of every model."""

    context: Count = 64
    """Tokens that a model sees at once."""

    budgets: tuple[Positive, ...] = Field(default=(1.0e11, 1.78e11, 3.16e11, 5.62e11, 1.0e12), min_length=1)
    """Training compute of the cells, in floating-point operations (FLOPs): one IsoFLOP curve each."""

    sequences: Count = 16
    """Sequences of `context` tokens a step."""

    decay_share: float = Field(default=0.2, gt=0.0, lt=1.0)
    """Share of a cell's steps over which its learning rate falls to zero."""

    warmup_steps: int = Field(default=32, ge=0)
    """Steps over which the learning rate rises from zero."""

    matrix_rate: Positive = 0.015
    """Peak learning rate of the matrices inside the blocks (Muon)."""

    other_rate: Positive = 0.012
    """Peak learning rate of embedding, head and norms (AdamW)."""

    start: Literal["bigram", "random"] = "bigram"
    """Weights of step 0: read off the text's bigrams, or random."""

    min_steps: Count = 100
    """Fewest steps of a cell: one of fewer measures the warm-up, not the size."""

    max_tokens_per_param: Positive = 40.0
    """Most tokens per effective parameter (FLOPs per token / 6) of a cell: more is far past any optimum."""

    max_epochs: Positive = 4.0
    """Most epochs in the ladder; up to about four, text teaches almost like new (Muennighoff et al. 2023)."""

    seed: int = Field(default=0, ge=0)
    """Draws the initial weights and the order of the data."""

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


def climb(lab: Lab, column: Column, tokens: Tokens, name: str = "") -> list[Run]:
    """Train one column: each trunk segment from the one before it, each branch from its segment.

    With a name each run is called NAME/ladder/wWIDTH/BUDGET (or trunk-STEPS) as soon as it is done.
    """
    return list(_climb(lab, column, tokens, name))


def _climb(lab: Lab, column: Sequence[Rung], tokens: Tokens, name: str) -> Iterator[Run]:
    trunk: Run | None = None
    for rung in column:
        run: Run = lab(train, rung, tokens, trunk, name=f"{name}/ladder/{rung_name(rung)}" if name else "")
        if rung.decay_from is None:
            trunk = run
        yield run


def rung_name(rung: Rung) -> str:
    """What a rung is called within its ladder: w80/1e+12, or w80/trunk-1600 for a trunk segment."""
    place = f"trunk-{rung.last_step}" if rung.budget is None else f"{rung.budget:g}"
    return f"w{rung.shape.width}/{place}"
