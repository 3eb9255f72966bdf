"""Whether to trust a law: what speaks for it and against it, and what that comes to in a few words."""

from __future__ import annotations

from foretell.laws.signals import Signal, doubts, signals
from foretell.nouns import Fitted
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.wording import counted


def verdict(law: Fitted) -> tuple[str, str, str]:
    """A word, the line below it, and whether that means `trusted` or `doubted`."""
    kinds = [kind for kind, _ in told_signals(law)]
    against, held = kinds.count("warning"), kinds.count("holds")
    told = join(tag("a", f"{counted(against, 'doubt')}, {counted(held, 'check')} held", href="#trust"))
    if against:
        return "▲ With care", told, "doubted"
    return ("✓ In its range", told, "trusted") if held > 1 else ("Untested", told, "tested")


def trust(law: Fitted) -> Html:
    """The signals for and against, as a list, and where their numbers stand."""
    items = (tag("li", tag("b", kind), tag("span", sentence), class_=kind) for kind, sentence in told_signals(law))
    listing = tag("ul", *items, class_="signals")
    record = tag("p", join("All of it follows from ", cite(law, "the record"), "."))
    return tag("section", tag("h3", "May I trust it?"), listing, record, class_="trust", id="trust")


def told_signals(law: Fitted) -> list[Signal]:
    """The law's doubts, then the checks that held, then what else to know."""
    found = list(signals(law))
    against: list[Signal] = [("warning", sentence) for sentence in doubts(law)]
    return [*against, *(each for kind in ("holds", "note") for each in found if each[0] == kind)]
