"""What the page tells: every noun of one journey, from the pages to what was found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from foretell.lab import digest
from foretell.nouns import Comparison, Corpus, Law, Noun, Plan, Run, Scores, Tokens, Trends, Verdict
from foretell.planning import sealed


@dataclass(frozen=True)
class Story:
    """The nouns of one journey.

    `cells` are the ladder's decay branches; `scores` are those of the cells, then of the target. `earlier` are the
    addresses of runs near the target in size and compute that were in the store before the seal. `stages` are the
    meters (see `lab.meter_of`) of each stage, in the order of the journey. `refused` says of each form that could not
    be fitted to the ladder why not. `adapted` is what the target became by adaptation, `comparison` what that changed.
    """

    name: str
    corpus: Corpus
    tokens: Tokens
    cells: tuple[Run, ...]
    laws: tuple[Law, ...]
    plan: Plan
    target: Run
    scores: tuple[Scores, ...]
    trends: Trends
    verdicts: tuple[Verdict, ...] = ()
    earlier: tuple[str, ...] = ()
    stages: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    adapted: Run | None = None
    comparison: Comparison | None = None

    @property
    def found(self) -> float | None:
        """The target's bits per byte; None where its training diverged."""
        return self.target.bits_per_byte

    @property
    def error_percent(self) -> float | None:
        """100 ln(foretold / found): negative where the forecast was too low, None where nothing was found."""
        return None if self.found is None else 100.0 * math.log(self.plan.forecast.centre / self.found)

    @property
    def is_inside(self) -> bool:
        """Whether the found value lies in the forecast's interval."""
        return self.found is not None and self.plan.forecast.low <= self.found <= self.plan.forecast.high

    @property
    def is_sealed(self) -> bool:
        """Whether the target carries the seal of this very plan, so that the forecast is older than the target."""
        return self.plan.rung is not None and self.target.rung.sealed == sealed(self.plan).sealed

    @property
    def law(self) -> Law:
        """The law behind the forecast. Raises ValueError where the story lacks it."""
        forecast = self.plan.forecast
        for law in self.laws:
            if digest(law) == forecast.law:
                return law
        for law in self.laws:
            if law.form == forecast.route:
                return law
        forms = ", ".join(law.form for law in self.laws) or "none"
        raise ValueError(
            f"The forecast goes by the route {forecast.route!r}, but the story's laws are: {forms}. "
            "Give the story the laws that the plan was made from."
        )

    @property
    def finished_cells(self) -> tuple[Run, ...]:
        """The cells with a held-out loss: decay branches that did not diverge."""
        return tuple(run for run in self.cells if run.bits_per_byte is not None)

    def nouns(self) -> Iterator[Noun]:
        """Every noun of the story, in the order of the journey."""
        yield from (self.corpus, self.tokens, *self.cells, *self.laws, self.plan, self.target)
        yield from (*self.scores, self.trends)
        yield from (noun for noun in (self.adapted, self.comparison) if noun is not None)
        yield from self.verdicts


def budget_of(run: Run) -> float:
    """The nominal budget of a run in FLOPs, or what it spent where none was named."""
    return run.rung.budget if run.rung.budget is not None else run.flops
