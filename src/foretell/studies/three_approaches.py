"""Do envelope, IsoFLOP profiles and the parametric law find the same exponent? (Hoffmann et al. 2022, table 2.)

Hoffmann et al. say that they do, and their third interval (0.454 to 0.455) does not touch their first: it was the
fault of an optimiser that had stopped early, as Besiroglu et al. 2024 showed.
"""

from __future__ import annotations

from collections.abc import Sequence

from foretell.lab import Workspace, verb
from foretell.laws import Table, table_of_runs
from foretell.laws.three_approaches import Pair, ThreeApproaches, exponent_interval, three_approaches
from foretell.nouns import Interval, Run, Spec, Verdict
from foretell.studies.study import Outcome, Study, judged

CLAIM = "Three ways of reading a ladder (envelope, IsoFLOP, parametric) agree on how the best size grows with compute."
SOURCE = (
    "Hoffmann et al. 2022, table 2: exponents 0.50 (0.488 to 0.502), 0.49 (0.462 to 0.534), 0.46 (0.454 to 0.455); "
    "Besiroglu et al. 2024 for the third"
)


class Agreement(Spec):
    """When the approaches agree, and how narrow the intervals of their differences must be to speak of it."""

    level: float = 0.95
    """Of the intervals of all three differences together; each has a level of 1 − (1 − level) / 3 (Bonferroni)."""
    tolerance: float = 0.15
    """The half-width of a difference beyond which nothing is resolved: it tells 0.5 from Kaplan's 0.73."""
    draws: int = 1000


@verb(version=2)
def agreement(cells: Sequence[Run], spec: Agreement, *, workspace: Workspace) -> Verdict:
    """Judge the claim by a ladder's cells, those of one size at growing tokens being the points of its curve."""
    return judge(table_of_runs(cells), spec, inputs=tuple(run.home.address for run in cells if run.home))


def judge(table: Table, spec: Agreement, inputs: tuple[str, ...] = ()) -> Verdict:
    """Judge the claim by any table: not reproduced where a pair differs; reproduced where all three agree closely."""
    found = three_approaches(table, float(table.flops.max()), 1.0 - (1.0 - spec.level) / 3.0, spec.draws)
    farthest = max(found.pairs, key=lambda pair: abs(pair.z), default=None)
    nothing = Interval(centre=0.0, low=-1.0, high=1.0, level=spec.level)
    return Verdict(
        claim=CLAIM,
        source=SOURCE,
        verdict=outcome_of(found, spec.tolerance),
        expected=f"no differences, in intervals of half-width {spec.tolerance:g} or less, at {spec.level:.0%} together",
        found=farthest.difference if farthest else nothing,
        reason=_reason(found, farthest, spec.level),
        evidence=evidence(found),
        inputs=inputs,
    )


def outcome_of(found: ThreeApproaches, tolerance: float) -> Outcome:
    """A pair apart is an answer, however few were fitted; agreement needs all three, and narrow intervals."""
    if found.agree is False:
        return "not reproduced"
    if len(found.pairs) < 3:
        return "not resolvable here"
    outcomes = {judged(pair.difference, 0.0, tolerance) for pair in found.pairs}
    return "reproduced" if outcomes == {"reproduced"} else "not resolvable here"


def _reason(found: ThreeApproaches, farthest: Pair | None, level: float) -> str:
    told = [
        f"{_short(each.form)}: {_range(exponent_interval(each.law, level))}"
        if each.law is not None
        else f"{_short(each.form)} could not be fitted ({each.refused})"
        for each in found.approaches
    ]
    apart = ""
    if farthest:
        names = f"{_short(farthest.first)} and {_short(farthest.second)}"
        apart = f" Farthest apart are {names}, by {_range(farthest.difference)}, z = {farthest.z:.1f}."
    return f"Exponents of N* with {level:.0%} intervals: {'; '.join(told)}.{apart}"


def _range(interval: Interval) -> str:
    return f"{interval.centre:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def _short(form: str) -> str:
    return form.removeprefix("chinchilla.")


def evidence(found: ThreeApproaches) -> dict[str, float]:
    """The figures behind the verdict: exponents with their 80 % ranges, and the z of each pair."""
    figures: dict[str, float] = {"approaches fitted": float(sum(each.law is not None for each in found.approaches))}
    for each in found.approaches:
        if each.law is not None:
            interval = each.law.intervals["params_exponent"]
            bounds = {"": interval.centre, ", low": interval.low, ", high": interval.high}
            figures |= {f"exponent, {_short(each.form)}{what}": value for what, value in bounds.items()}
    return figures | {f"z, {_short(pair.first)} - {_short(pair.second)}": pair.z for pair in found.pairs}


STUDY = Study(
    name="three_approaches",
    claim=CLAIM,
    source=SOURCE,
    until="ladder",
    inputs=lambda journey: (journey.cells, Agreement()),
    verb=agreement,
)
