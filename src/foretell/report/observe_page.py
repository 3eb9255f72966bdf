"""The page of an observational law: what anybody's models say of a task, and of a family at another compute."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.lab import digest
from foretell.laws.abilities import Observation
from foretell.laws.abilities.model_scores import ModelScores
from foretell.nouns import Home
from foretell.report.extra import page_extra
from foretell.report.markup import Html, join, table, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import counted, number, share, times

with page_extra():
    from foretell.report.charts.observed import over_capability, over_compute
    from foretell.report.document import section, write_document
    from foretell.report.figure import figure_html
    from foretell.report.fit_checks import coefficients, fit_checks
    from foretell.report.pictures import titled, write_pictures

Array = NDArray[np.float64]


def observe_page(found: Observation, models: ModelScores, target: Array, path: Path) -> None:
    """Write the page to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    `models` and `target` [n] are what was observed. Raises ValueError where `path` is that of the picture.
    """
    curve = found.curve.at(Home(path.parent, f"curve/{digest(found.curve)}"))
    found = found.model_copy(update={"curve": curve}).at(Home(path.parent, f"observation/{digest(found)}"))
    task, first = found.curve.target, over_capability(found, models, target)
    title = f"{task}, observed in {counted(found.curve.runs, 'model')}"
    write_document(path, title, "An observational law", task, _contents(found, models, target), first)


def observe_figures(found: Observation, models: ModelScores, target: Array, folder: Path) -> list[Path]:
    """Write the page's figures into `folder` as SVG and PNG, and return the files."""
    figures = (over_capability(found, models, target), over_compute(found, models))
    return write_pictures(titled(figures, found.curve.target), folder)


def _contents(found: Observation, models: ModelScores, target: Array) -> Iterator[Html]:
    yield _answers(found)
    if found.warnings:
        yield tag("ul", *(tag("li", warning) for warning in found.warnings))
    yield section("The task", figure_html(over_capability(found, models, target)))
    yield section("The families", figure_html(over_compute(found, models)), _asked(found))
    yield section("Capability", tag("p", _explained(found)), _components(found))
    yield section("Coefficients", coefficients(found.curve))
    yield section("Is it the best fit there is?", *fit_checks(found.curve))
    yield section("What to know", _left_out(found))
    yield section("The record", appendix([found, found.curve]))


def _answers(found: Observation) -> Html:
    """How many models, how close they lie, and how stronger ones would have been foretold."""
    test, models = found.test, f"{found.curve.runs:,}"
    if test is None:
        last = _tile("Stronger models", "untested", "too few models of known compute", "tested")
    else:
        below = f"points off {counted(test.tested, 'stronger model')}; by compute alone {test.by_compute_points:.1f}"
        last = _tile("Fitted to weaker models", cite(found, f"{test.absolute_points:.1f}"), below, "tested")
    off = cite(found.curve, f"{100.0 * found.curve.residual_sd:.1f}")
    return tag(
        "div",
        _tile("Fitted to", cite(found.curve, models), "models", "found"),
        _tile("They scatter by", off, "points, standard deviation", "foretold"),
        last,
        class_="answers",
    )


def _tile(name: str, value: str, below: str, kind: str) -> Html:
    return tag("div", tag("h2", name), tag("p", value, class_="big"), tag("p", below), class_=kind)


def _asked(found: Observation) -> Html:
    """What each family would score at the compute that was asked for."""
    if not found.asked:
        return Html("")
    rows = [
        (
            each.family,
            cite(found, number(each.score.centre, 3)),
            f"{number(each.score.low, 3)} to {number(each.score.high, 3)}",
            times(each.multiple),
        )
        for each in found.asked
    ]
    level = share(found.asked[0].score.level)
    title = f"{found.curve.target} at {number(found.asked[0].flops)} FLOPs"
    return join(tag("h3", title), table(("family", "score", f"{level} interval", "of its largest compute"), rows))


def _explained(found: Observation) -> Html:
    parts = found.capabilities
    told = ", ".join(share(each) for each in parts.explained[: len(parts.components)])
    said = f"The first {counted(len(parts.components), 'component')} of {counted(len(parts.benchmarks), 'benchmark')}"
    return join(said, " hold ", cite(found, told), " of their variance.")


def _components(found: Observation) -> Html:
    parts = found.capabilities
    heads = ("benchmark", "mean", *(f"PC-{i + 1}" for i in range(len(parts.components))))
    rows = [
        (name, number(parts.means[i], 3), *(f"{weights[i]:+.2f}" for weights in parts.components))
        for i, name in enumerate(parts.benchmarks)
    ]
    return table(heads, rows)


def _left_out(found: Observation) -> Html:
    """Which models are not on the curve, and what was filled in."""
    out = ", ".join(f"{n} × {reason.replace('_', ' ')}" for reason, n in found.curve.excluded.items()) or "none"
    filled = f" Scores filled in: {found.capabilities.imputed}." if found.capabilities.imputed else ""
    shared = " Models of one family share text and recipe: whole families were resampled for the intervals."
    return tag("p", f"Left out: {out}.{filled}{shared}")
