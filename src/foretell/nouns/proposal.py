"""What `foretell plan` proposes: a budget spent in several ways, each figure with its interval and its source."""

from __future__ import annotations

from foretell.nouns.noun import Interval, Noun
from foretell.nouns.training import Shape


class Figure(Interval):
    """A number with its interval, its unit, and where it comes from: a law, a table, a measurement, an assumption.

    `assumed` names an assumption that its range stands for, in whole or in part: then it is no interval of that level.
    `never` is the share of a law's draws in which it never comes. Where that is as much as may lie above the interval,
    there is no upper end (`is_open`), and `high` is of the other draws.
    """

    unit: str
    source: str
    assumed: str = ""
    never: float = 0.0

    @property
    def is_open(self) -> bool:
        return self.never >= (1.0 - self.level) / 2.0


class Option(Noun):
    """One way to spend the budget. `figures` by name: flops, params, tokens, tokens_per_param, epochs, learning_rate,
    batch_tokens, steps, devices (those in use), least_devices, memory_bytes (of all in use), hours, kwh, kg_co2, money,
    loss, accuracy, ...; `extrapolated` says how many times beyond the law's runs it lies, by quantity."""

    name: str
    why: str
    shape: Shape | None = None
    schedule: str = ""
    figures: dict[str, Figure]
    extrapolated: dict[str, float] = {}
    warnings: tuple[str, ...] = ()


class NextRun(Noun):
    """A run worth buying: `narrowed` is the share of today's interval of the answer that it takes off, after the runs
    named before it."""

    params: float
    tokens: float
    flops: float
    narrowed: float


class Further(Noun):
    """What a further gain would cost. `flops` is None where the law says that it never comes, `never` the share of its
    draws that say so, and `loss` None where no loss brings the accuracy."""

    gain: str
    loss: float | None
    flops: Figure | None
    figures: dict[str, Figure] = {}
    accuracy: float | None = None
    never: float = 0.0


class Proposal(Noun):
    """The answer to what was asked: the first option is the one proposed, the others stand beside it."""

    asked: dict[str, float | str]
    law: str
    options: tuple[Option, ...]
    further: tuple[Further, ...] = ()
    next_runs: tuple[NextRun, ...] = ()
    warnings: tuple[str, ...] = ()
