"""What models were asked, and what was found."""

from __future__ import annotations

from typing import Literal

from foretell.nouns.noun import Interval, Noun

LOWER_IS_BETTER = frozenset({"bits_per_byte"})  # of every other measure more is better


class Suite(Noun):
    """Questions with known answers. Folder: `items.jsonl`. `tasks` counts items, `dropped` those left out and why."""

    tasks: dict[str, int]
    dropped: dict[str, dict[str, int]] = {}


class Measure(Noun):
    """One measured number. `chance` is the value of blind guessing (None where there is no such line)."""

    task: str
    metric: str
    value: float
    error: float
    chance: float | None
    examples: int


class Scores(Noun):
    """The measures of one model. Folder: `examples.parquet`, a row an example."""

    run: str
    params: int
    tokens: int
    flops: float
    measures: tuple[Measure, ...]


class Trend(Noun):
    """How one metric moves over a ladder. `slope` is per tenfold compute; `leaves_chance_at` in FLOPs, if ever."""

    task: str
    metric: str
    label: Literal["rises", "falls", "flat", "u_shaped", "inverted_u", "unclear"]
    slope: Interval
    leaves_chance_at: float | None
    models: int


class Trends(Noun):
    rows: tuple[Trend, ...]


class Change(Noun):
    """One measure before and after. `difference` is after − before over the very same examples, a paired interval.

    `chance` is that of the measure, None where there is no such line.
    """

    task: str
    metric: str
    before: float
    after: float
    difference: Interval
    chance: float | None
    examples: int

    @property
    def outcome(self) -> Literal["gained", "forgot", "unchanged"]:
        """Which way the measure went; unchanged where the interval of its difference covers zero."""
        low, high = self.difference.low, self.difference.high
        if low <= 0.0 <= high:
            return "unchanged"
        return "gained" if (high < 0.0) == (self.metric in LOWER_IS_BETTER) else "forgot"


class Comparison(Noun):
    """What two models make of the same questions. `before` and `after` are the digests of their runs."""

    before: str
    after: str
    rows: tuple[Change, ...]


class Verdict(Noun):
    """What a study found of a claim of the field."""

    claim: str
    source: str
    verdict: Literal["reproduced", "not reproduced", "not resolvable here"]
    expected: str
    found: Interval
    reason: str
    evidence: dict[str, float] = {}
    inputs: tuple[str, ...] = ()
