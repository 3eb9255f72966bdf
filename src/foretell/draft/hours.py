"""How long a journey would take on a machine: reading, ladder, target, scores. A model, with its shares spelled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foretell.draft.machine import Machine
from foretell.draft.sizes import target_width
from foretell.draft.text import Text
from foretell.dry_run import side_by_side
from foretell.models.flops import effective_params, flops_per_token, shape_of
from foretell.nouns import Rung, Shape
from foretell.planning import training_bytes
from foretell.recipe import Recipe, cells_of
from foretell.training import ladder, own_flops

START_SECONDS = 15.0  # workers that import, fits, the plan, the page
PER_RUN_SECONDS = 0.5  # a run's bigrams, files and record
AFTER_READING = 2.0  # all of curate and tokenize over reading and cleaning: measured on 17 MB of pages
HELD_OUT_TOKENS = 65_536  # that every training measures in the end
SCORED_TOKENS = 200_000  # held-out text by source, and the questions with their choices
FORWARD = 1 / 3  # of a training's FLOPs a token


@dataclass(frozen=True)
class Took:
    """Seconds of each part of a journey."""

    reading: float
    ladder: float
    target: float  # while other cores score the ladder

    @property
    def total(self) -> float:
        return START_SECONDS + self.reading + self.ladder + self.target


def took(recipe: Recipe, text: Text, machine: Machine) -> Took:
    """What a recipe would take: the ladder's trunks side by side, then the target beside the ladder's scores."""
    columns = ladder(recipe.ladder, recipe.tokenize.vocabulary)
    workers = workers_for(recipe, machine)
    trained = [sum(_trained(rung, machine) for rung in column) for column in columns]
    goal = target_shape(recipe)
    target = recipe.budget.flops / machine.rate(effective_params(goal)) + _read_over(goal, HELD_OUT_TOKENS, machine)
    scores = [_read_over(rung.shape, SCORED_TOKENS, machine) for rung in cells_of(columns)]
    return Took(
        reading=reading_seconds(text, machine),
        ladder=side_by_side(trained, workers),
        target=side_by_side([target, *scores], workers) + _read_over(goal, SCORED_TOKENS, machine),
    )


def reading_seconds(text: Text, machine: Machine) -> float:
    """From raw pages to tokens, on all cores."""
    return AFTER_READING * text.seconds_per_byte * text.raw_bytes / machine.cores


def target_shape(recipe: Recipe) -> Shape:
    """The shape that the rule of best sizes expects of the target."""
    spec, vocabulary = recipe.ladder, recipe.tokenize.vocabulary
    width = target_width(recipe.budget.flops, spec, vocabulary)
    return shape_of(width, spec.layers, vocabulary, spec.context)


def process_bytes(recipe: Recipe, machine: Machine) -> float:
    """Memory of the largest process: that of the widest size of the ladder."""
    rungs: Sequence[Rung] = [rung for column in ladder(recipe.ladder, recipe.tokenize.vocabulary) for rung in column]
    return machine.process_bytes + max(map(training_bytes, rungs))


def workers_for(recipe: Recipe, machine: Machine) -> int:
    """Processes that the memory holds side by side, at most one a core; 0 where it holds none."""
    return min(machine.cores, int(0.8 * machine.memory_bytes / process_bytes(recipe, machine)))


def _trained(rung: Rung, machine: Machine) -> float:
    measured = _read_over(rung.shape, HELD_OUT_TOKENS, machine) if rung.decay_from is not None else 0.0
    return PER_RUN_SECONDS + own_flops(rung) / machine.rate(effective_params(rung.shape)) + measured


def _read_over(shape: Shape, tokens: float, machine: Machine) -> float:
    """Seconds to measure a model on so many tokens."""
    return FORWARD * tokens * flops_per_token(shape) / machine.rate(effective_params(shape))
