"""What a recipe would cost, before anything is spent: every rung, and hours, kWh and CO2 by this machine's speed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from foretell.corpus import pages_of
from foretell.lab import Lab, trainings
from foretell.lab.meter import Stopwatch
from foretell.models.flops import flops_per_token, params
from foretell.models.start import start_model
from foretell.models.transformer import Transformer
from foretell.nouns import Rung
from foretell.planning.cost import ahead
from foretell.recipe import Recipe, cells_of, check_cells
from foretell.tokens.bpe import read_bpe
from foretell.training import ladder, own_flops
from foretell.training.batches import Batches
from foretell.training.loop import one_step
from foretell.training.optimizers import optimizers

TRIAL_STEPS = 20


def forecast_costs(recipe: Recipe, lab: Lab, folder: Path) -> dict[str, Any]:
    """Rungs with their sizes, and the costs of ladder and target as plain values, each with its source.

    The speed comes from trainings that the store remembers; in an empty store one short trial (a second or two)
    measures it. Pages, tokens and scores are not in it: they take a small, text-dependent part; nor are epochs, which
    are known once the pages are curated. Raises ValueError for pages or a ladder that could not be followed.
    """
    pages_of(recipe.pages, folder)
    columns = ladder(recipe.ladder, vocabulary(recipe))
    check_cells(cells_of(columns))
    rungs = [rung for column in columns for rung in column]
    meters = trainings(lab) or [trial(columns[len(columns) // 2][0])]
    work = {"ladder": sum(map(own_flops, rungs)), "target": recipe.budget.flops}
    costs = {name: _plain(flops, meters, lab.workers if name == "ladder" else 1) for name, flops in work.items()}
    sources = {name: str(text) for name, text in ahead(sum(work.values()), meters).sources.items()}
    return {"rungs": [_row(rung) for rung in rungs], "costs": costs, "sources": sources}


def vocabulary(recipe: Recipe) -> int:
    """The vocabulary that the tokens will have: of the tokenizer that is given, else as asked for."""
    given = recipe.tokenize.tokenizer
    return int(read_bpe(Path(given.where)).get_vocab_size()) if given else recipe.tokenize.vocabulary


def _row(rung: Rung) -> dict[str, Any]:
    kind = "trunk segment" if rung.decay_from is None else "cell"
    steps = rung.last_step - rung.first_step
    sizes = {"width": rung.shape.width, "params": params(rung.shape), "tokens": rung.tokens}
    return {**sizes, "steps": steps, "flops": own_flops(rung), "kind": kind}


def _plain(flops: float, meters: Sequence[Mapping[str, Any]], workers: int) -> dict[str, float]:
    """The cost of so much work on `workers` processes of one thread."""
    cost = ahead(flops, meters)
    return {
        "flops": flops,
        "cpu_seconds": cost.cpu_seconds,
        "seconds": cost.seconds / workers,
        "kwh": cost.kwh,
        "kg_co2": cost.kg_co2,
        "memory_bytes": float(cost.memory_bytes * workers),
    }


def trial(rung: Rung) -> dict[str, Any]:
    """A meter from a few steps of a rung on made-up tokens, in this process, on one thread."""
    torch.set_num_threads(1)
    model = Transformer(rung.shape)
    start_model(model, rung.seed, None)
    opts = optimizers(model, rung)
    stream = np.zeros(TRIAL_STEPS * rung.sequences * rung.shape.context + 1, dtype=np.uint16)
    batches = Batches(stream, rung.shape.context, rung.sequences, rung.seed)
    watch, began = Stopwatch(), time.perf_counter()
    for step in range(TRIAL_STEPS):
        one_step(model, opts, rung, batches, step)
    flops = TRIAL_STEPS * rung.sequences * rung.shape.context * flops_per_token(rung.shape)
    return watch.reading() | {"flops": flops, "training_seconds": time.perf_counter() - began}
