"""What speaks for a fit and what against it, in sentences. What speaks against it are the fit's own warnings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from foretell.laws.backtest_signals import backtest_signals
from foretell.laws.fitting.certify import certified, is_certain, uncertain
from foretell.laws.identified import bounded
from foretell.laws.predict import optimum
from foretell.nouns import Fitted, Interval, Law

AHEAD = 10.0  # times the largest compute: as far as forecasts were tried
WIDE = 2.0  # a best size that is not known within this factor is no plan
MAX_NAMED = 3  # coefficients in a sentence

Signal = tuple[Literal["holds", "note", "warning"], str]


def doubts(fitted: Fitted) -> tuple[str, ...]:
    """The sentences that speak against a fit: what was told of its rows, and what its own checks found."""
    found = (sentence for kind, sentence in signals(fitted) if kind == "warning")
    return tuple(dict.fromkeys((*fitted.warnings, *found)))


def signals(fitted: Fitted) -> Iterator[Signal]:
    """Intervals, certificate and influence, and of a law best size and back-test."""
    yield from _identified(fitted)
    if fitted.checks and (proof := fitted.checks.certificate):
        yield from (("warning", told) for told in uncertain(proof))
        if is_certain(proof):
            yield "holds", certified(proof)
    if isinstance(fitted, Law):
        yield from _ahead(fitted)
        yield from backtest_signals(fitted)
    yield from _moved_by_one(fitted)


def _identified(fitted: Fitted) -> Iterator[Signal]:
    """The intervals that bound nothing, and those without a width."""
    if not fitted.draws:
        yield "warning", "No resample was drawn, so nothing tells how uncertain this fit is."
        return
    known = {name: found for name, found in fitted.intervals.items() if name in fitted.names}
    held = [name for name, found in known.items() if found.low == found.high]
    lost = [_not_told(name, found) for name, found in known.items() if name not in held and not all(bounded(found))]
    if lost:
        yield "warning", f"These runs do not tell {_listed(lost)}."
    if held:
        yield "note", f"No resample moved {_listed(held)}: held, or at a bound, which is no certainty."


def _not_told(name: str, found: Interval) -> str:
    below, above = bounded(found)
    if below:
        return f"how large {name} may be (at least {found.low:.3g})"
    return f"how small {name} may be (at most {found.high:.3g})" if above else f"{name} at all"


def _ahead(law: Law) -> Iterator[Signal]:
    """How well the best size is known a tenfold beyond the runs."""
    try:
        params, _ = optimum(law, AHEAD * law.flops_range[1])
    except ValueError as error:
        yield "warning", str(error)
        return
    if not law.draws:
        return
    factor = max(params.high / params.centre, params.centre / params.low) if params.low > 0.0 else math.inf
    known = f"{100.0 * params.level:.0f} % interval {params.low:.3g} to {params.high:.3g} parameters"
    said = f"At ten times the largest compute the best size is known within a factor of {factor:.3g} ({known})."
    yield ("holds" if factor <= WIDE else "warning"), said


def _moved_by_one(fitted: Fitted) -> Iterator[Signal]:
    """The one run without which the fit would lie clearly outside its own intervals."""
    for each in fitted.checks.influences if fitted.checks else ():
        moved = [
            f"{name} would be {each.without[name]:.4g}"
            for name, found in fitted.intervals.items()
            if name in each.without and _far_outside(found, each.without[name])
        ]
        if moved:
            run = f"the run of {each.params:.3g} parameters and {each.tokens:.3g} tokens"
            yield "warning", f"Without {run} alone, {_listed(moved)}, far outside the interval."
            return


def _far_outside(found: Interval, value: float) -> bool:
    """By more than half of an interval that has a width."""
    margin = 0.5 * (found.high - found.low)
    return margin > 0.0 and not found.low - margin <= value <= found.high + margin


def _listed(parts: list[str]) -> str:
    shown = parts if len(parts) <= MAX_NAMED else [*parts[:MAX_NAMED], f"{len(parts) - MAX_NAMED} more"]
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
