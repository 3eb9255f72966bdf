"""What a recipe would cost, before anything is spent: every rung, and hours, kWh, CO2 and money by measured speed."""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from foretell.adaptation import adaptation_rung
from foretell.corpus import pages_of
from foretell.lab import Lab, trainings
from foretell.lab.meter import Stopwatch
from foretell.models.flops import flops_per_token, params
from foretell.models.start import start_model
from foretell.models.transformer import Transformer
from foretell.nouns import Run, Rung, Shape
from foretell.planning import Price, ahead, meters_near, price, training_bytes
from foretell.recipe import Recipe, cells_of, check_cells
from foretell.tasks import lesson_count
from foretell.tokens.bpe import read_bpe
from foretell.training import ladder, own_flops
from foretell.training.batches import Batches
from foretell.training.ladder import Column
from foretell.training.loop import one_step
from foretell.training.optimizers import optimizers

TRIAL_STEPS = 20
TRIAL_SECONDS = 1.0  # after which no further step of a trial begins
Meter = Mapping[str, Any]
WEIGHED = ("flops", "seconds", "cpu_seconds", "kwh", "kg_co2", "money")  # what adds up; memory does not
ASSUMED = {
    "seconds": "; each rung at the rate of the nearest size that was measured, target and "
    "adaptation at that of the ladder's widest; the ladder's trunks side by side, the target on one process",
    "memory_bytes": "the process at rest as measured, and by count weights, gradients, moments, activations, logits",
}


def forecast_costs(recipe: Recipe, lab: Lab, folder: Path, price_per_core_hour: float | None = None) -> dict[str, Any]:
    """Rungs with their sizes, and the costs of ladder, target and adaptation as plain values, each with its source.

    The speed comes from trainings that the store remembers; in an empty store short trials (a second a width) measure
    it. Pages, tokens and scores are not in it: they take a small, text-dependent part; nor are epochs, which are
    known once the pages are curated. Raises ValueError for pages, a ladder or a price that could not be followed.
    """
    paid = price(price_per_core_hour)
    pages_of(recipe.pages, folder)
    columns = ladder(recipe.ladder, vocabulary(recipe))
    check_cells(cells_of(columns), recipe.budget.route)
    speed = Speed(trainings(lab), columns)
    climbed = [speed.cost(rung, paid) for column in columns for rung in column]
    each = [sum(speed.cost(rung, paid)["seconds"] for rung in column) for column in columns]
    widest = max((column[-1] for column in columns), key=lambda rung: flops_per_token(rung.shape))
    target = speed.cost(widest, paid, recipe.budget.flops)
    costs = {
        "ladder": _summed(climbed) | {"seconds": side_by_side(each, lab.workers)},
        "target": target,
    }
    if recipe.teach:
        costs["adaptation"] = speed.cost(adaptation_rung(widest, recipe.adapt, lesson_count(recipe.teach)), paid)
    costs["ladder"]["memory_bytes"] *= min(lab.workers, len(columns))  # so many processes at a time
    costs["total"] = _summed(list(costs.values()))
    rungs = [_row(rung, cost) for rung, cost in zip((r for c in columns for r in c), climbed, strict=True)]
    return {"rungs": rungs, "costs": costs, "currency": paid.currency, "sources": speed.sources(paid)}


def vocabulary(recipe: Recipe) -> int:
    """The vocabulary that the tokens will have: of the tokenizer that is given, else as asked for."""
    given = recipe.tokenize.tokenizer
    return int(read_bpe(Path(given.where)).get_vocab_size()) if given else recipe.tokenize.vocabulary


@dataclass(frozen=True)
class Speed:
    """How fast this machine trains models of any size: by finished `runs`, else by trials of the ladder's widths."""

    runs: Sequence[Run]
    columns: Sequence[Column]

    @cached_property
    def trials(self) -> dict[Shape, Meter]:
        """A short trial of each width, each with the machine to itself."""
        return {column[0].shape: trial(column[0]) for column in self.columns}

    def meters(self, shape: Shape) -> Sequence[Meter]:
        """The meters that say most of a shape."""
        return meters_near(shape, self.runs) or [self.trials[shape]]

    @cached_property
    def process_bytes(self) -> float:
        """Memory of a process at rest: the least peak of any, without what its training held."""
        peaks = [
            float(self.meters(column[0].shape)[0]["peak_bytes"]) - training_bytes(column[0]) for column in self.columns
        ]
        return max(0.0, min(peaks))

    def cost(self, rung: Rung, paid: Price, flops: float | None = None) -> dict[str, float]:
        """The cost of a rung's own steps on one process, or of as many FLOPs of its shape."""
        work = own_flops(rung) if flops is None else flops
        cost = ahead(work, self.meters(rung.shape))
        return {
            "flops": work,
            "cpu_seconds": cost.cpu_seconds,
            "seconds": cost.seconds,
            "kwh": cost.kwh,
            "kg_co2": cost.kg_co2,
            "money": paid.of(cost.seconds),
            "memory_bytes": self.process_bytes + training_bytes(rung),
        }

    def sources(self, paid: Price) -> dict[str, str]:
        """Where each figure comes from, and what it assumes."""
        shape = self.columns[0][0].shape
        told = ahead(1.0, self.meters(shape)).sources
        measured = f"{len(self.runs)} trainings in this store" if self.runs else "a short trial of each width, alone"
        timed = f"modelled: by {measured}{ASSUMED['seconds']}"
        spent = f"modelled: hours of the cores at work × {paid.currency} {paid.per_core_hour:g} ({paid.source}); "
        own = "idle cores of a rented machine come to it, and a machine of your own costs its kWh"
        return {
            "seconds": timed,
            "cpu_seconds": timed,
            "kwh": told["kwh"],
            "kg_co2": told["kg_co2"],
            "money": spent + own,
            "memory_bytes": f"modelled: {ASSUMED['memory_bytes']}",
        }


def side_by_side(seconds: Sequence[float], workers: int) -> float:
    """When the last of these is done, if each in turn goes to the first worker that is free."""
    free = [0.0] * workers
    for each in seconds:
        heapq.heappush(free, heapq.heappop(free) + each)
    return max(free)


def _summed(costs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    total = {name: sum(cost[name] for cost in costs) for name in WEIGHED}
    return total | {"memory_bytes": max(cost["memory_bytes"] for cost in costs)}


def _row(rung: Rung, cost: Mapping[str, float]) -> dict[str, Any]:
    kind = "trunk segment" if rung.decay_from is None else "cell"
    steps = rung.last_step - rung.first_step
    sizes = {"width": rung.shape.width, "params": params(rung.shape), "tokens": rung.tokens}
    figures = {name: cost[name] for name in ("flops", "seconds", "memory_bytes")}
    return {**sizes, "steps": steps, **figures, "kind": kind}


def trial(rung: Rung) -> dict[str, Any]:
    """A meter from a few steps of a rung on made-up tokens, in this process, on one thread.

    At most TRIAL_STEPS, and none after TRIAL_SECONDS; the first step, which sets things up, is not timed.
    """
    torch.set_num_threads(1)
    model = Transformer(rung.shape)
    start_model(model, rung.seed, None)
    opts = optimizers(model, rung)
    stream = np.zeros(TRIAL_STEPS * rung.sequences * rung.shape.context + 1, dtype=np.uint16)
    batches = Batches(stream, rung.shape.context, rung.sequences, rung.seed)
    one_step(model, opts, rung, batches, 0)
    watch, began, done = Stopwatch(), time.perf_counter(), 0
    while done < TRIAL_STEPS and (done == 0 or time.perf_counter() - began < TRIAL_SECONDS):
        one_step(model, opts, rung, batches, done)
        done += 1
    flops = done * rung.sequences * rung.shape.context * flops_per_token(rung.shape)
    return watch.reading() | {"flops": flops, "training_seconds": time.perf_counter() - began}
