"""The top of the page: what was foretold, what was found, and whether to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from foretell.lab import digest
from foretell.models.flops import effective_params
from foretell.report.charts.forecast import forecast_line
from foretell.report.figure import figure_html
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import bits, counted, listed, number, percent, share, times

Signal = tuple[str, str]  # its kind (holds, note or warning) and a sentence


def glance(story: Story) -> Html:
    """Headline, forecast line, signals of trust, and the size of what was made."""
    figure = figure_html(forecast_line(story))
    return join(tag("div", _foretold(story), _found(story), class_="pair"), _facts(story), figure, trust(story))


def _foretold(story: Story) -> Html:
    f = story.plan.forecast
    interval = cite(story.plan, f"{share(f.level)} interval {bits(f.low)} to {bits(f.high)}")
    return _big("Foretold", cite(story.plan, bits(f.centre)), interval, "foretold")


def _found(story: Story) -> Html:
    if story.found is None:
        why = story.target.diverged or "no held-out loss"
        return _big("Found", "nothing", f"the training diverged: {why}", "found")
    where = "inside the interval" if story.is_inside else "outside the interval"
    error = story.error_percent or 0.0
    side = "too low" if error < 0 else "too high"
    below = join(f"{where}; the forecast was ", cite(story.target, f"{abs(error):.1f} %"), f" {side}")
    return _big("Found", cite(story.target, bits(story.found)), below, "found")


def _big(name: str, value: str, below: str, kind: str) -> Html:
    unit = tag("span", " bits per byte", class_="unit")
    return tag("div", tag("h2", name), tag("p", value, unit, class_="big"), tag("p", below), class_=kind)


def _facts(story: Story) -> Html:
    f, target = story.plan.forecast, story.target
    effective = number(effective_params(target.rung.shape))
    facts = {
        "beyond the ladder": cite(story.plan, times(f.multiple)),
        "route": cite(story.law, f.route),
        "compute": join(cite(target, number(target.flops)), " FLOPs"),
        "parameters": cite(target, f"{number(target.params)} ({effective} effective)"),
        "tokens": cite(target, f"{number(target.tokens)} ({target.epochs:.2f} epochs)"),
        "seal": cite(story.plan, tag("code", target.rung.sealed)) if target.rung.sealed else "none",
    }
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", fact)) for name, fact in facts.items()), class_="facts")


def trust(story: Story) -> Html:
    """The signals for and against the forecast, as a list."""
    items = (tag("li", tag("b", kind), tag("span", sentence), class_=kind) for kind, sentence in signals(story))
    return tag("section", tag("h3", "May I trust it?"), tag("ul", *items, class_="signals"), class_="trust")


def signals(story: Story) -> Iterator[Signal]:
    """What speaks for the forecast, what against it, and what to know."""
    yield _seal(story)
    yield _earlier(story)
    yield from _backtests(story)
    if story.plan.falls:
        falls = listed([f"{fall:.1f} %" for fall in story.plan.falls])
        yield "note", join("From each budget to the next the lowest loss fell by ", cite(story.plan, falls), ".")
    yield from (("warning", warning) for warning in story.plan.warnings)
    others = (f"{law.form}: {w}" for law in story.laws for w in law.warnings if w not in story.plan.warnings)
    yield from (("warning", warning) for warning in others)


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


def _backtests(story: Story) -> Iterator[Signal]:
    route = story.plan.forecast.route
    for test in sorted(story.plan.backtests, key=lambda test: test.route != route):  # the judged route first
        said = f"{test.route}, fitted without the largest budget, missed its {counted(test.runs, 'best run')} by "
        yield "note", join(said, cite(story.plan, percent(test.error_percent)), " (minus: too low).")
