"""The page of one fitted curve over anybody's table, such as loss over size alone, or accuracy over loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foretell.lab import digest
from foretell.laws import Table
from foretell.nouns import Curve, Home
from foretell.report.extra import page_extra
from foretell.report.markup import Html, join, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import counted, listed, number

with page_extra():
    from foretell.report.charts.fitted_curve import beside, over_input, said
    from foretell.report.charts.profiles import profile_figures
    from foretell.report.document import section, write_document
    from foretell.report.figure import figure_html
    from foretell.report.fit_checks import coefficients, fit_checks
    from foretell.report.law_trust import trust, verdict
    from foretell.report.pictures import titled, write_pictures


def curve_page(curve: Curve, table: Table, path: Path) -> None:
    """Write the curve's page to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    `table` is what the curve was fitted to. Raises ValueError where `path` is that of the picture, and where the table
    lacks a column of the curve.
    """
    curve = curve.at(Home(path.parent, f"curve/{digest(curve)}"))
    name = f"{said(curve.target)} over {listed([said(each) for each in curve.inputs])}"
    title = f"{curve.form}, fitted to {counted(curve.runs, 'run')}"
    write_document(path, title, f"{curve.form}, a curve", name, _contents(curve, table), over_input(curve, table))


def curve_figures(curve: Curve, table: Table, folder: Path) -> list[Path]:
    """Write every figure of the curve's page into `folder` as SVG and PNG, and return the files."""
    figures = (over_input(curve, table), beside(curve, table), *profile_figures(curve))
    return write_pictures(titled(figures, curve.form), folder)


def _contents(curve: Curve, table: Table) -> Iterator[Html]:
    yield _answers(curve)
    yield trust(curve)
    yield section("The picture", figure_html(over_input(curve, table)), figure_html(beside(curve, table)))
    yield section("Coefficients", coefficients(curve))
    yield section("Is it the best fit there is?", *fit_checks(curve))
    yield section("What to know", tag("ul", *(tag("li", told) for told in _told(curve, table))))
    yield section("The record", appendix([curve]))


def _answers(curve: Curve) -> Html:
    """How many runs, how close they lie, and whether to trust the curve."""
    off = tag("p", cite(curve, number(curve.residual_sd, 2)), class_="big")
    runs = tag("p", cite(curve, f"{curve.runs:,}"), class_="big")
    word, below, kind = verdict(curve)
    return tag(
        "div",
        tag("div", tag("h2", "Fitted to"), runs, tag("p", "runs"), class_="foretold"),
        tag("div", tag("h2", "They scatter by"), off, tag("p", "robust standard deviation"), class_="foretold"),
        tag("div", tag("h2", "May I trust it?"), tag("p", word, class_="big"), tag("p", below), class_=kind),
        class_="answers",
    )


def _told(curve: Curve, table: Table) -> Iterator[Html]:
    """What was left out and why, where the runs lay, and how the table was read."""
    out = [f"{n} × {reason.replace('_', ' ')}" for reason, n in curve.excluded.items()]
    yield join("Fitted to ", cite(curve, counted(curve.runs, "run")), "; left out: ", ", ".join(out) or "none", ".")
    for name, (low, high) in curve.ranges.items():
        yield join(f"{said(name).capitalize()} from {number(low)} to {number(high)}.")
    yield from (join(note) for note in table.notes)
