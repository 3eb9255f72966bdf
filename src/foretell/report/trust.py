"""Whether to trust the forecast: the signals for and against it, and what they come to in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from foretell.lab import digest
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import counted, listed, percent, times

Signal = tuple[str, str]  # its kind (holds, note or warning) and a sentence


def verdict(story: Story) -> tuple[str, str]:
    """A word, and the line below it: was it sealed first, how far beyond the ladder, what was warned of."""
    warnings = sum(kind == "warning" for kind, _ in signals(story))
    beyond = cite(story.plan, f"{times(story.plan.forecast.multiple)} beyond the ladder")
    told = tag("a", counted(warnings, "warning") if warnings else "no warnings", href="#trust")
    word = "▲ Not sealed" if not story.is_sealed else "✓ Sealed" if story.is_inside else "▲ It missed"
    when = "sealed before the target was trained; " if story.is_sealed else ""
    return word, join(when, beyond, "; ", told)


def trust(story: Story) -> Html:
    """The signals for and against the forecast, as a list."""
    items = (tag("li", tag("b", kind), tag("span", sentence), class_=kind) for kind, sentence in signals(story))
    listing = tag("ul", *items, class_="signals")
    return tag("section", tag("h3", "May I trust it?"), listing, class_="trust", id="trust")


def signals(story: Story) -> Iterator[Signal]:
    """What speaks for the forecast, what against it, and what to know."""
    yield _seal(story)
    yield _earlier(story)
    yield from (("warning", warning) for warning in story.plan.warnings)
    yield from _beside(story)
    yield from _backtests(story)
    if story.plan.falls:
        falls = listed([f"{fall:.1f} %" for fall in story.plan.falls])
        yield "note", join("From each budget to the next the lowest loss fell by ", cite(story.plan, falls), ".")


def _seal(story: Story) -> Signal:
    if story.is_sealed:
        key = cite(story.target, "the target's key")
        return "holds", join("Sealed: ", key, " contains this plan's digest, so the forecast is older than the target.")
    if not story.target.rung.sealed:
        return "warning", "Not sealed: the target names no plan, so nothing shows that the forecast is older than it."
    return "warning", f"The target's seal is of another plan, not of this one, whose digest is {digest(story.plan)}."


def _earlier(story: Story) -> Signal:
    if not story.earlier:
        return "holds", "No run within a tenth of the target's size and compute was in the store before the seal."
    runs = counted(len(story.earlier), "run")
    named = join(*(join(" ", tag("code", address)) for address in story.earlier))
    return "warning", join(
        f"{runs} within a tenth of the target's size and compute lay in the store before the seal:", named
    )


def _beside(story: Story) -> Iterator[Signal]:
    """The laws that the forecast does not go by: how many warnings of their own they have, told in their records."""
    for law in story.laws:
        own = [warning for warning in law.warnings if warning not in story.plan.warnings]
        if own and law.form != story.plan.forecast.route:
            yield "note", join(f"{law.form}, beside the forecast, has ", cite(law, counted(len(own), "warning")), ".")
        else:
            yield from (("warning", warning) for warning in own)


def _backtests(story: Story) -> Iterator[Signal]:
    route = story.plan.forecast.route
    for test in sorted(story.plan.backtests, key=lambda test: test.route != route):  # the judged route first
        said = f"{test.route}, fitted without the largest budget, missed its {counted(test.runs, 'best run')} by "
        yield "note", join(said, cite(story.plan, percent(test.error_percent)), " (minus: too low).")
