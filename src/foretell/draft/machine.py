"""This machine: its cores, its memory, and how fast one core trains models of several sizes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from foretell.dry_run import trial
from foretell.lab import cores
from foretell.models.flops import effective_params, shape_of
from foretell.nouns import Rung

MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container, which may have less than its machine
TRIED = ((32, 2, 1024, 64), (96, 2, 1024, 64), (256, 4, 4096, 128))  # width, layers, vocabulary, context
SEQUENCES = 16
SHORTEST = 1e-3  # seconds that a meter tells apart


@dataclass(frozen=True)
class Machine:
    """`rates` are (effective parameters, FLOP/s of one core), measured. `gpu` is a name, or empty."""

    cores: int
    memory_bytes: float
    process_bytes: float  # of a process that trains, before it holds a model
    rates: Sequence[tuple[float, float]]
    gpu: str = ""

    def rate(self, params: float) -> float:
        """FLOP/s of one core on a model of so many effective parameters: between the measured sizes in ln N.

        Beyond them the nearest one's. Small models are slower: their steps are many small calls.
        """
        sizes, rates = zip(*sorted(self.rates), strict=True)
        return float(np.interp(np.log(params), np.log(sizes), rates))


def this_machine(tried: Sequence[Rung] = ()) -> Machine:
    """Ask the system, and try these rungs (or three of usual sizes) for about a second each, one after the other.

    The clock is the processor's, so that what else the machine does is not counted; trainings side by side may be
    slower.
    """
    meters = [(effective_params(rung.shape), trial(rung)) for rung in tried or usual()]
    rates = [(size, meter["flops"] / max(meter["cpu_seconds"], SHORTEST)) for size, meter in meters]
    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
    return Machine(cores(), memory(), float(meters[0][1]["peak_bytes"]), rates, gpu)


def usual() -> list[Rung]:
    """A small, a middling and a large model, as drafts have them."""
    shapes = [shape_of(*sizes) for sizes in TRIED]
    return [Rung(shape=shape, sequences=SEQUENCES, last_step=1000, decay_from=800) for shape in shapes]


def memory() -> float:
    """Bytes of memory that may be used: of the machine, or of the container where that has less."""
    whole = float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    try:
        limit = MEMORY_LIMIT.read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(whole, float(limit)) if limit.isdigit() else whole
