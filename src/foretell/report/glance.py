"""The top of the page: what was foretold, what was found, and whether to trust it."""

from __future__ import annotations

from foretell.models.flops import effective_params
from foretell.report.charts.forecast import forecast_line
from foretell.report.figure import figure_html
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.trust import trust, verdict
from foretell.report.wording import bits, number, share, times


def glance(story: Story) -> Html:
    """What was foretold, what was found and whether to trust it; then the line of it, the signals, and the sizes."""
    answers = tag("div", _foretold(story), _found(story), _trusted(story), class_="answers")
    return join(answers, figure_html(forecast_line(story)), trust(story), _facts(story))


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


def _trusted(story: Story) -> Html:
    word, below = verdict(story)
    return _big(
        "May I trust it?", word, below, "trusted" if story.is_sealed and story.is_inside else "doubted", unit=""
    )


def _big(name: str, value: str, below: str, kind: str, unit: str = " bits per byte") -> Html:
    value = tag("p", value, tag("span", unit, class_="unit"), class_="big")
    return tag("div", tag("h2", name), value, tag("p", below), class_=kind)


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
