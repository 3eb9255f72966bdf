"""Which finished trainings say most of one to come: those of the size nearest to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from foretell.lab import meter_of
from foretell.models.flops import effective_params
from foretell.nouns import Run, Shape


def meters_near(shape: Shape, runs: Sequence[Run]) -> list[Mapping[str, Any]]:
    """The meters of those runs whose effective size is nearest to the shape's in ln N; narrow models train slower."""

    def distance(run: Run) -> float:
        return abs(math.log(effective_params(run.rung.shape) / effective_params(shape)))

    metered = [(distance(run), meter) for run in runs if (meter := meter_of(run)).get("training_seconds")]
    least = min((far for far, _ in metered), default=0.0)
    return [meter for far, meter in metered if far == least]
