"""The page from top to bottom, and the picture beside it."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib import resources
from string import Template

import vl_convert

from foretell.planning.cost import Cost, ahead, spent
from foretell.report.charts.cost import cost_chart, total_cost
from foretell.report.charts.curves import loss_curves
from foretell.report.charts.isoflop import isoflop
from foretell.report.charts.law import law_line
from foretell.report.charts.scores import TaskFigures, task_figures
from foretell.report.charts.sources import MOST, source_charts
from foretell.report.charts.style import LIGHT, STYLE
from foretell.report.figure import Figure, figure_html, script
from foretell.report.glance import glance
from foretell.report.markup import Html, details, join, table, tag
from foretell.report.records import appendix, cite
from foretell.report.story import Story
from foretell.report.verdicts import verdict_cards
from foretell.report.wording import bits, counted, number, percent, span

HELD_OUT = "held_out"  # the task, alone or with .SOURCE behind it, under which held-out loss is measured
RECORDS = (
    "A linked number above leads to the record it came from. Seconds, energy and memory come from the meters beside "
    "the records, which are no part of any result."
)


def page(story: Story) -> str:
    """The whole page as text."""
    return Template(_part("page.html")).substitute(
        title=tag("title", f"{story.name}: foretold beside found"),
        style=_part("page.css"),
        heading=tag("h1", story.name),
        content=join(*sections(story)),
        chart_style=script(STYLE),
        script=_loader(),
    )


def _part(name: str) -> str:
    return resources.files("foretell.report").joinpath(name).read_text(encoding="utf-8")


def _loader() -> str:
    """Vega, Vega-Lite and the few lines that draw each chart, as one script."""
    bundle = str(vl_convert.javascript_bundle(_part("page.js")))
    return bundle.replace("</script", "<\\/script")


def picture(story: Story) -> str:
    """The law with forecast and found value as an SVG that stands alone, on white."""
    f = story.plan.forecast
    foretold, found = f"Foretold {bits(f.centre)} ({bits(f.low)} to {bits(f.high)})", f"found {bits(story.found)}"
    title = {"anchor": "start", "fontSize": 17, "color": "var(--ink)", "offset": 14}
    chart = {**law_line(story).specification, "width": 720, "height": 360, "padding": 14}
    chart["title"] = f"{foretold}, {found} bits per byte"
    style = {**STYLE, "background": "white", "title": title}
    svg = str(vl_convert.vegalite_to_svg(chart, config=style))
    for name, color in LIGHT.items():
        svg = svg.replace(f"var({name})", color)
    return svg


def sections(story: Story) -> list[Html]:
    """The page from top to bottom."""
    return [
        glance(story),
        _section("The law", figure_html(law_line(story)), figure_html(isoflop(story)), _laws(story)),
        _section("Training", figure_html(loss_curves(story))),
        _pages(story),
        _scores(story),
        _verdicts(story),
        _cost(story),
        _section("Records", tag("p", RECORDS), appendix(story.nouns())),
    ]


def _section(title: str, *contents: str) -> Html:
    return tag("section", tag("h2", title), *contents)


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
    return _section("Kept and dropped", tag("p", made), tag("div", *charts, class_="grid"), more)


def _scores(story: Story) -> Html:
    if not story.scores:
        return Html("")
    see = (
        "Each dot is a model of the ladder with one standard error, the diamond the target; the dashed line is blind "
        "guessing. A sharp measure counts right answers and may seem to jump; its smooth twin beside it shows "
        "whether the ability really did."
    )
    tasks = task_figures(story)
    text = [task for task in tasks if task.task.startswith(HELD_OUT)]
    rest = [task for task in tasks if task not in text]
    return _section("What the models can do", tag("p", see), *_held_out(text), *map(_task, rest))


def _held_out(tasks: list[TaskFigures]) -> list[Html]:
    """Bits per byte, all sources side by side."""
    named = [(task.task.removeprefix(HELD_OUT).lstrip(".") or "the mixture", task.shown) for task in tasks]
    figures = [replace(figure, title=f"{name}: {figure.title}") for name, shown in named for figure in shown]
    return [tag("section", tag("h3", "Held-out text"), _grid(figures), class_="task")] if figures else []


def _task(figures: TaskFigures) -> Html:
    shown, further = _grid(figures.shown), _grid(figures.further)
    more = details(counted(len(figures.further), "further measure"), further) if figures.further else ""
    return tag("section", tag("h3", figures.task.replace("_", " ")), shown, more, class_="task")


def _grid(figures: list[Figure]) -> Html:
    return tag("div", *(figure_html(figure, small=True) for figure in figures), class_="grid")


def _verdicts(story: Story) -> Html:
    return _section("Claims of the field, tried here", verdict_cards(story.verdicts)) if story.verdicts else Html("")


def _cost(story: Story) -> Html:
    if not story.stages:
        return Html("")
    sources = total_cost(story).sources.items()
    told = tag(
        "ul", *(tag("li", f"{figure.replace('_', ' ')}: {source}") for figure, source in sources), class_="sources"
    )
    figure = figure_html(cost_chart(story))
    return _section("Energy and cost", _ahead(story), figure, tag("p", "Where these figures come from:"), told)


def _ahead(story: Story) -> Html:
    """What the ladder's meters said, when the plan was sealed, that the target would take; and what it took."""
    climbed, trained = story.stages.get("ladder", ()), story.stages.get("target", ())
    if not climbed or not trained:
        return Html("")
    before, after = ahead(story.plan.forecast.flops, climbed), spent(trained)
    if math.isnan(before.seconds):
        return Html("")
    told = f"By the ladder's meters the target was to take {_taken(before)}; it took {_taken(after)}."
    return tag("p", told, f" The first is {before.sources['seconds']}; kWh {before.sources['kwh']}.")


def _taken(cost: Cost) -> str:
    energy = f"{number(cost.kwh)} kWh and {number(cost.kg_co2)} kg of CO₂"
    return f"{span(cost.seconds)}, {energy} and {cost.memory_bytes / 2**20:,.0f} MiB of memory"
