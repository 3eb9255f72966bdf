"""The page from top to bottom, and the picture beside it."""

from __future__ import annotations

import math

from foretell.planning import meters_near
from foretell.planning.cost import Cost, ahead, spent
from foretell.report.abilities import abilities
from foretell.report.adapted import adaptation
from foretell.report.charts.cost import cost_chart, total_cost
from foretell.report.charts.curves import loss_curves
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import law_line
from foretell.report.charts.sources import MOST, source_charts
from foretell.report.document import document, section, svg
from foretell.report.figure import figure_html
from foretell.report.glance import glance
from foretell.report.markup import Html, details, join, table, tag
from foretell.report.records import appendix, cite
from foretell.report.story import Story
from foretell.report.verdicts import verdict_cards
from foretell.report.wording import bits, counted, number, percent, span

RECORDS = (
    "A linked number above leads to the record it came from. Seconds, energy and memory come from the meters beside "
    "the records, which are no part of any result."
)


def page(story: Story) -> str:
    """The whole page as text."""
    title = f"{story.name}: foretold beside found"
    return document(title, "What was foretold beside what was found", story.name, *sections(story))


def picture(story: Story) -> str:
    """The law with forecast and found value as an SVG that stands alone, on white."""
    f = story.plan.forecast
    foretold, found = f"Foretold {bits(f.centre)} ({bits(f.low)} to {bits(f.high)})", f"found {bits(story.found)}"
    return svg(law_line(story), f"{foretold}, {found} bits per byte")


def sections(story: Story) -> list[Html]:
    """The page from top to bottom."""
    return [
        glance(story),
        section("The law", figure_html(law_line(story)), figure_html(isoflop(story)), _laws(story)),
        section("Training", figure_html(loss_curves(story))),
        _pages(story),
        abilities(story),
        adaptation(story),
        _verdicts(story),
        _cost(story),
        section("Records", tag("p", RECORDS), appendix(story.nouns())),
    ]


def _laws(story: Story) -> Html:
    """Each fitted form with its exponents and its test on the largest budget."""
    head = ("form", "runs", "N* ~ C^a", "80 %", "D* ~ C^b", "80 %", "backtest")
    rows = []
    for law in story.laws:
        a, b, test = law.intervals["params_exponent"], law.intervals["tokens_exponent"], law.backtest
        spans = [f"{x.low:.3f} to {x.high:.3f}" for x in (a, b)]
        tested = cite(law, percent(test.error_percent)) if test else "too few runs"
        exponents = (cite(law, f"{a.centre:.3f}"), spans[0], cite(law, f"{b.centre:.3f}"), spans[1])
        rows.append((law.form, cite(law, str(law.runs)), *exponents, tested))
    refused = [tag("p", f"{form} was not fitted: {why}") for form, why in story.refused.items()]
    return details(f"All {counted(len(story.laws), 'fitted law')}", table(head, rows), *refused)


def _pages(story: Story) -> Html:
    """What was kept and dropped, and the stream that came of it."""
    charts = [figure_html(figure, small=True) for figure in source_charts(story)]
    count, tokens = story.corpus.sources, story.tokens
    kept = sum(c.train + c.held_out for c in count.values())
    read = sum(c.read for c in count.values())
    made = join(
        cite(story.corpus, f"Of {counted(read, 'document')} in {counted(len(count), 'source')}, {kept:,} were kept"),
        "; what was dropped has its reason below. They gave ",
        cite(tokens, f"{number(tokens.train_tokens)} tokens to train on"),
        f" ({number(tokens.bytes_per_token, 3)} bytes each, vocabulary {tokens.vocabulary:,}).",
    )
    more = tag("p", f"Charts of the {MOST} largest sources; the record has all.") if len(count) > MOST else ""
    return section("Kept and dropped", tag("p", made), tag("div", *charts, class_="grid"), more)


def _verdicts(story: Story) -> Html:
    return section("Claims of the field, tried here", verdict_cards(story.verdicts)) if story.verdicts else Html("")


def _cost(story: Story) -> Html:
    if not story.stages:
        return Html("")
    sources = total_cost(story).sources.items()
    told = tag(
        "ul", *(tag("li", f"{figure.replace('_', ' ')}: {source}") for figure, source in sources), class_="sources"
    )
    figure = figure_html(cost_chart(story))
    return section("Energy and cost", _ahead(story), figure, tag("p", "Where these figures come from:"), told)


def _ahead(story: Story) -> Html:
    """What the ladder's meters said, when the plan was sealed, that the target would take; and what it took."""
    trained = story.stages.get("target", ())
    near = meters_near(story.target.rung.shape, story.cells) or story.stages.get("ladder", ())
    if not near or not trained:
        return Html("")
    before, after = ahead(story.plan.forecast.flops, near), spent(trained)
    if math.isnan(before.seconds):
        return Html("")
    told = f"By the ladder's meters the target was to take {_taken(before)}; it took {_taken(after)}."
    return tag("p", told, f" The first is {before.sources['seconds']}; kWh {before.sources['kwh']}.")


def _taken(cost: Cost) -> str:
    energy = f"{number(cost.kwh)} kWh and {number(cost.kg_co2)} kg of CO₂"
    return f"{span(cost.seconds)}, {energy} and {cost.memory_bytes / 2**20:,.0f} MiB of memory"
