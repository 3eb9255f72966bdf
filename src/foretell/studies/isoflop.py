"""Does the compute-optimal size grow as C^0.5? (Hoffmann et al. 2022, approach 2.)

Parameters can be counted in three ways, and at small size the count decides the exponent (Porian et al. 2024): so the
claim is judged by all three, and where they disagree nothing is resolved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foretell.lab import Workspace, verb
from foretell.laws import Fit, Table, fit_table
from foretell.models.flops import effective_params
from foretell.nouns import Interval, Law, Run, Spec, Verdict
from foretell.studies.study import Outcome, Study, judged

CLAIM = "The compute-optimal number of parameters grows as the square root of compute (N* ~ C^0.5)."
SOURCE = "Hoffmann et al. 2022, table 2, approach 2: exponent 0.49 (80 % interval 0.462 to 0.534)"
FORM = "chinchilla.isoflop"
LEVEL = 0.95  # a verdict should not turn on the one ladder in five that an 80 % interval misses


class IsoFlop(Spec):
    """What is claimed, and how narrow an interval must be to speak of it."""

    exponent: float = 0.5
    tolerance: float = 0.15  # half-width: tells 0.5 from Kaplan's 0.73, and a ladder of one decade can reach it
    draws: int = 400


@verb(version=2)
def isoflop(cells: Sequence[Run], spec: IsoFlop, *, workspace: Workspace) -> Verdict:
    """Judge the claim by the exponent of the IsoFLOP minima of a ladder's cells, under each count of parameters."""
    try:
        laws = {count: fit_table(table, Fit(form=FORM, draws=spec.draws)) for count, table in tables(cells).items()}
    except ValueError as error:
        nothing = Interval(centre=spec.exponent, low=0.0, high=1.0, level=LEVEL)
        return _verdict(nothing, "not resolvable here", str(error), {}, cells, spec)
    found = {count: exponent_interval(law) for count, law in laws.items()}
    outcomes = {count: judged(interval, spec.exponent, spec.tolerance) for count, interval in found.items()}
    agreed = set(outcomes.values())
    outcome: Outcome = agreed.pop() if len(agreed) == 1 else "not resolvable here"
    return _verdict(found["effective"], outcome, _reason(found, outcomes), evidence(laws, found), cells, spec)


def tables(cells: Sequence[Run]) -> dict[str, Table]:
    """The finished cells with their parameters counted as FLOPs per token / 6, all of them, and without embeddings."""
    done = [run for run in cells if run.bits_per_byte is not None]
    counts = {
        "effective": [effective_params(run.rung.shape) for run in done],
        "all": [run.params for run in done],
        "without embeddings": [run.params_no_embed for run in done],
    }
    columns = ([run.tokens for run in done], [run.flops for run in done], [run.bits_per_byte for run in done])
    D, C, L = (np.array(column, dtype=np.float64) for column in columns)
    table = Table(np.ones_like(C), D, C, L)
    return {count: replace(table, params=np.array(N, dtype=np.float64)) for count, N in counts.items()}


def exponent_interval(law: Law) -> Interval:
    """The exponent of N* and the range of its draws, at the level of a verdict."""
    drawn = [row[law.names.index("g")] for row in law.draws]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(centre=law.params_exponent, low=float(low), high=float(high), level=LEVEL)


def _reason(found: dict[str, Interval], outcomes: dict[str, Outcome]) -> str:
    told = [
        f"{count}: {interval.centre:.2f} ({interval.low:.2f} to {interval.high:.2f}, {outcomes[count]})"
        for count, interval in found.items()
    ]
    return f"Exponents with {LEVEL:.0%} intervals, by how parameters are counted: {'; '.join(told)}."


def evidence(laws: dict[str, Law], found: dict[str, Interval]) -> dict[str, float]:
    """The figures behind the verdict."""
    law = laws["effective"]
    exponents = {f"exponent, {count}": interval.centre for count, interval in found.items()}
    minima = {"budgets": len(law.minima), "interior minima": sum(m.interior for m in law.minima), "runs": law.runs}
    return exponents | {name: float(number) for name, number in minima.items()}


def _verdict(
    found: Interval, outcome: Outcome, reason: str, figures: dict[str, float], cells: Sequence[Run], spec: IsoFlop
) -> Verdict:
    return Verdict(
        claim=CLAIM,
        source=SOURCE,
        verdict=outcome,
        expected=f"{spec.exponent:g} in {LEVEL:.0%} intervals of half-width {spec.tolerance:g} or less, by every count",
        found=found,
        reason=reason,
        evidence=figures,
        inputs=tuple(run.home.address for run in cells if run.home),
    )


STUDY = Study(
    name="isoflop",
    claim=CLAIM,
    source=SOURCE,
    until="ladder",
    inputs=lambda journey: (journey.cells, IsoFlop()),
    verb=isoflop,
)
