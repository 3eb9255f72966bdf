"""Adapted: what the target gained by it, and what it forgot."""

from __future__ import annotations

from foretell.nouns import Comparison, Run
from foretell.report.abilities import further
from foretell.report.charts.adapted import OUTCOMES, change_figures
from foretell.report.charts.scores import SHARP
from foretell.report.document import section
from foretell.report.figure import Figure, figure_html
from foretell.report.markup import Html, join, tag
from foretell.report.records import cite
from foretell.report.story import Story
from foretell.report.wording import listed, number

SEE = (
    "Hollow circles are the target before, arrowheads after the adaptation; the bar is the interval of the paired "
    "difference over the very same examples, the tick blind guessing. A measure whose interval covers zero is "
    "called unchanged. What is named taught was taught in other wordings than it is asked in here; what is named "
    "untaught was not taught at all."
)


def adaptation(story: Story) -> Html:
    """The section; nothing where the target was not adapted."""
    if story.adapted is not None and story.adapted.diverged:
        return section("Adapted", tag("p", cite(story.adapted, f"The adaptation diverged: {story.adapted.diverged}.")))
    if story.adapted is None or story.comparison is None:
        return Html("")
    figures = sorted(change_figures(story.comparison), key=lambda figure: figure.metric not in SHARP)
    said = [tag("p", _told(story.target, story.adapted, story.comparison)), tag("p", SEE)]
    charts = [figure_html(figure) for figure in figures if _is_shown(figure, story.comparison)]
    more = further([figure for figure in figures if not _is_shown(figure, story.comparison)])
    return section("Adapted: what it gained, what it forgot", *said, *charts, more)


def _is_shown(figure: Figure, comparison: Comparison) -> bool:
    """Right answers and held-out loss are shown; other metrics say the same of the same questions, behind a fold."""
    metrics = {row.metric for row in comparison.rows}
    shown = metrics & {*SHARP, "bits_per_byte"} or metrics
    return figure.metric in shown


def _told(target: Run, adapted: Run, comparison: Comparison) -> Html:
    """How much it was taught, and how its right answers and losses came out."""
    taught = cite(adapted, f"{number(adapted.tokens - target.tokens)} tokens")
    shown: list[str] = [row.outcome for row in comparison.rows if row.metric in (*SHARP, "bits_per_byte")]
    counts = listed([f"{shown.count(kind)} {kind}" for kind in OUTCOMES])
    words = " of adaptation (replay and padding among them). Of right answers and losses: "
    return join("After ", taught, words, cite(comparison, counts), ".")
