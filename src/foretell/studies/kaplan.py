"""Do Kaplan's power laws hold here, and his allocation? (Kaplan et al. 2020; Porian et al. 2024.)

Four parts: the exponents of L(N), L(D) and L(C), and that of the best size, all counted as he did, without embeddings.
Beside them stands what Porian et al. 2024 found of the last: that counting the head's FLOPs takes it towards the 0.5 of
Hoffmann et al. 2022, and by how much here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foretell.lab import Workspace, verb
from foretell.laws import Fit, Table, fit_table, table_of_runs
from foretell.laws.fit import fit_curve
from foretell.laws.tables.table import Array
from foretell.nouns import Curve, Interval, Law, Run, Spec, Verdict
from foretell.studies.study import Outcome, Study, judged

CLAIM = (
    "Loss is a power law of size, data and compute (exponents 0.076, 0.095, 0.057), and the best size grows as C^0.73, "
    "parameters being counted without embeddings."
)
SOURCE = "Kaplan et al. 2020, §1.2; Porian et al. 2024 for the count"
ALLOCATION = "chinchilla.isoflop"
LEVEL = 0.95  # as in the study of the IsoFLOP minima, with which this shares a figure
KAPLANS_COUNT, HEAD, ATTENTION = "without embeddings", "with the head", "with the head and attention"
LAWS = {"L(N)": ("kaplan.size", "alpha_N"), "L(D)": ("kaplan.data", "alpha_D"), "L(C)": ("kaplan.compute", "alpha_C")}


class Kaplan(Spec):
    """What is claimed, and how narrow the intervals must be to speak of it."""

    exponents: dict[str, float] = {"L(N)": 0.076, "L(D)": 0.095, "L(C)": 0.057}
    tolerance: float = 0.02
    """Of the exponents of loss, half-width: it tells each from a half of its value."""
    allocation: float = 0.73
    allocation_tolerance: float = 0.15
    """Of the exponent of the best size, half-width: it tells 0.73 from Hoffmann's 0.5."""
    draws: int = 400


@dataclass(frozen=True)
class Part:
    """One part of the claim: what was found (None where it could not be), and what to say of it."""

    name: str
    found: Interval | None
    outcome: Outcome
    told: str


@dataclass(frozen=True)
class Gap:
    """The exponent of the best size by each count of parameters, and how much nearer to 0.5 it comes when the head is
    counted: above zero where the gap closes."""

    exponents: Mapping[str, Interval]
    closed: Interval


@verb(version=3)
def kaplan(cells: Sequence[Run], spec: Kaplan, *, workspace: Workspace) -> Verdict:
    """Judge the claim by a ladder's cells."""
    inputs = tuple(run.home.address for run in cells if run.home)
    return judge(tables(table_of_runs(cells)), spec, inputs)


def tables(table: Table) -> dict[str, Table]:
    """The same runs under three counts of N, the FLOPs being those of the runs: without embeddings and head; as the
    matrices' and the head's FLOPs a token / 6; and as all FLOPs a token / 6, attention's scores among them."""
    head = table.more["flops_no_attention"] / (6.0 * table.tokens)
    counts = {KAPLANS_COUNT: table.more["params_no_embed"], HEAD: head, ATTENTION: table.params}
    return {count: replace(table, params=N) for count, N in counts.items()}


def judge(by_count: Mapping[str, Table], spec: Kaplan, inputs: tuple[str, ...] = ()) -> Verdict:
    """Judge the claim by tables of the same runs, the first being as Kaplan counts.

    Reproduced where all four parts are; not reproduced where one clearly is not; else not resolvable here.
    """
    kaplans = next(iter(by_count.values()))
    parts = [power_law(name, kaplans, spec) for name in LAWS]
    gap, refused = _gap_or_why(by_count, spec)
    parts.append(_allocation(gap, refused, next(iter(by_count)), spec))
    found = parts[-1].found or Interval(centre=spec.allocation, low=0.0, high=1.0, level=LEVEL)
    return Verdict(
        claim=CLAIM,
        source=SOURCE,
        verdict=outcome_of([part.outcome for part in parts]),
        expected=f"the claimed exponents in {LEVEL:.0%} intervals of half-width {spec.tolerance:g} or less for loss, "
        f"{spec.allocation_tolerance:g} or less for the best size",
        found=found,
        reason=" ".join([*(f"{part.name}: {part.told}." for part in parts), *_told_gap(gap)]),
        evidence=evidence(parts, gap),
        inputs=inputs,
    )


def outcome_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Of all parts together."""
    if "not reproduced" in outcomes:
        return "not reproduced"
    return "reproduced" if set(outcomes) == {"reproduced"} else "not resolvable here"


def power_law(name: str, table: Table, spec: Kaplan) -> Part:
    """The exponent of one law of loss. A curve that is no straight line at all speaks against the claim too."""
    form, exponent = LAWS[name]
    try:
        curve = fit_curve(table, Fit(form=form, draws=spec.draws))
    except ValueError as error:
        return Part(name, None, "not resolvable here", f"not fitted ({str(error).rstrip('.')})")
    found = _interval(curve, exponent)
    outcome = judged(found, spec.exponents[name], spec.tolerance)
    runs = f"{curve.runs} runs, {curve.residual_sd:.1%} off as a rule"
    return Part(name, found, outcome, f"{_range(found, 3)} beside {spec.exponents[name]:g} ({outcome}; {runs})")


def allocation_gap(by_count: Mapping[str, Table], draws: int = 400) -> Gap:
    """The exponent of the IsoFLOP minima under each count, and what the second count changes from the first.

    The draws of two counts are of the same noise, so that their difference is taken draw by draw. Raises ValueError
    where the minima of a count cannot be found.
    """
    laws = {count: fit_table(table, Fit(form=ALLOCATION, draws=draws)) for count, table in by_count.items()}
    first, second, *_ = laws.values()
    return Gap(
        exponents={count: _quantiles(law.params_exponent, _drawn(law, "g")) for count, law in laws.items()},
        closed=_quantiles(
            float(closer(np.array(first.params_exponent), np.array(second.params_exponent))),
            closer(_drawn(first, "g"), _drawn(second, "g")),
        ),
    )


def closer(first: Array, second: Array) -> Array:
    """How much nearer to Hoffmann's 0.5 the second exponents [m] are."""
    return np.abs(first - 0.5) - np.abs(second - 0.5)


def _gap_or_why(by_count: Mapping[str, Table], spec: Kaplan) -> tuple[Gap | None, str]:
    try:
        return allocation_gap(by_count, spec.draws), ""
    except ValueError as error:
        return None, str(error).rstrip(".")


def _allocation(gap: Gap | None, refused: str, count: str, spec: Kaplan) -> Part:
    if gap is None:
        return Part("best size", None, "not resolvable here", f"not found ({refused})")
    found = gap.exponents[count]
    outcome = judged(found, spec.allocation, spec.allocation_tolerance)
    return Part("best size", found, outcome, f"{_range(found, 2)} beside {spec.allocation:g} ({outcome})")


def _told_gap(gap: Gap | None) -> tuple[str, ...]:
    if gap is None:
        return ()
    counts = "; ".join(f"{count} {_range(interval, 2)}" for count, interval in gap.exponents.items())
    said = "closes" if gap.closed.low > 0.0 else "widens" if gap.closed.high < 0.0 else "does not clearly move"
    return (f"Best size by count: {counts}. Counting the head {said} the gap to 0.5, by {_range(gap.closed, 2)}.",)


def _interval(curve: Curve, name: str) -> Interval:
    return _quantiles(curve.coefficients[name], _drawn(curve, name))


def _drawn(fitted: Law | Curve, name: str) -> Array:
    return np.array([row[fitted.names.index(name)] for row in fitted.draws], dtype=np.float64)


def _quantiles(centre: float, drawn: Array) -> Interval:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(centre=centre, low=min(float(low), centre), high=max(float(high), centre), level=LEVEL)


def _range(interval: Interval, digits: int) -> str:
    return f"{interval.centre:.{digits}f} ({interval.low:.{digits}f} to {interval.high:.{digits}f})"


def evidence(parts: Sequence[Part], gap: Gap | None) -> dict[str, float]:
    """The figures behind the verdict."""
    named = {f"exponent, {part.name}": part.found for part in parts if part.found is not None}
    if gap is not None:
        named |= {f"exponent of the best size, {count}": interval for count, interval in gap.exponents.items()}
        named["gap to 0.5 closed by the head"] = gap.closed
    bounds = {"": "centre", ", low": "low", ", high": "high"}
    return {name + what: float(getattr(each, end)) for name, each in named.items() for what, end in bounds.items()}


STUDY = Study(
    name="kaplan",
    claim=CLAIM,
    source=SOURCE,
    until="ladder",
    inputs=lambda journey: (journey.cells, Kaplan()),
    verb=kaplan,
)
