"""Whether to trust a law: what speaks for it and against it, and what that comes to in a few words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from foretell.laws import optimum
from foretell.laws.fitting.certify import is_certain
from foretell.nouns import Fitted, Law
from foretell.planning.lights import MAX_BACKTEST_PERCENT
from foretell.report.backtest_trust import backtest_signals
from foretell.report.fit_checks import certified
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.wording import counted, interval, number, percent, share, times

AHEAD = 10.0  # times the largest compute: as far as forecasts were tried
WIDE = 2.0  # a best size that is not known within this factor is no plan

Signal = tuple[str, str]  # its kind (holds, note or warning) and a sentence


def verdict(law: Fitted) -> tuple[str, str, str]:
    """A word, the line below it, and whether that means `trusted` or `doubted`."""
    kinds = [kind for kind, _ in signals(law)]
    against, held = kinds.count("warning"), kinds.count("holds")
    told = join(tag("a", f"{counted(against, 'doubt')}, {counted(held, 'check')} held", href="#trust"))
    if against:
        return "▲ With care", told, "doubted"
    return ("✓ In its range", told, "trusted") if held > 1 else ("Untested", told, "tested")


def trust(law: Fitted) -> Html:
    """The signals for and against, as a list."""
    found = sorted(signals(law), key=lambda signal: ("warning", "holds", "note").index(signal[0]))
    items = (tag("li", tag("b", kind), tag("span", sentence), class_=kind) for kind, sentence in found)
    return tag("section", tag("h3", "May I trust it?"), tag("ul", *items, class_="signals"), class_="trust", id="trust")


def signals(law: Fitted) -> Iterator[Signal]:
    """Warnings, intervals, certificate and, of a law, back-test and best size."""
    yield from (("warning", warning) for warning in law.warnings)
    yield from _identified(law)
    if law.checks and law.checks.certificate:
        yield (
            ("holds" if is_certain(law.checks.certificate) else "warning"),
            cite(law, certified(law.checks.certificate)),
        )
    if isinstance(law, Law):
        yield from _ahead(law)
        yield from backtest_signals(law)
        yield from _largest_budget(law)
    yield from _moved_by_one(law)


def _identified(law: Fitted) -> Iterator[Signal]:
    """The intervals that bound nothing."""
    for name, found in law.intervals.items():
        told = interval(found, number)
        if "not identified" in told:
            yield "warning", join(name, ": ", cite(law, told), ".")
    if not law.draws:
        yield "warning", "No resample was drawn, so nothing tells how uncertain the law is."


def _ahead(law: Law) -> Iterator[Signal]:
    """How well the best size is known a tenfold beyond the runs."""
    flops = AHEAD * law.flops_range[1]
    try:
        params, _ = optimum(law, flops)
    except ValueError as error:
        yield "warning", str(error)
        return
    if not law.draws:
        return
    factor = max(params.high / params.centre, params.centre / params.low) if params.low > 0.0 else math.inf
    said = f"At ten times the largest compute the best size is known within a factor of {number(factor, 3)}"
    span = cite(law, f"{share(params.level)} interval {number(params.low, 3)} to {number(params.high, 3)} parameters")
    yield ("holds" if factor <= WIDE else "warning"), join(said, " (", span, ").")


def _largest_budget(law: Law) -> Iterator[Signal]:
    test = law.backtest
    if test is None:
        yield "note", "Too few runs to hold out the largest budget."
        return
    said = f"Fitted without the largest budget, it missed its {counted(test.runs, 'best run')} by "
    kind = "holds" if abs(test.error_percent) <= MAX_BACKTEST_PERCENT else "warning"
    yield kind, join(said, cite(law, percent(test.error_percent)), " (minus: too low).")


def _moved_by_one(law: Fitted) -> Iterator[Signal]:
    """Whether one run alone takes a coefficient out of its interval."""
    influences = law.checks.influences if law.checks else ()
    for name, found in law.intervals.items():
        for each in influences:
            value = each.without.get(name)
            if value is not None and not found.low <= value <= found.high:
                run = f"the run of {number(each.params)} parameters and {number(each.tokens)} tokens"
                off = times(value / found.centre) if found.centre else number(value)
                yield "warning", join(f"Without {run}, {name} would be ", cite(law, number(value)), f" ({off}).")
                break
