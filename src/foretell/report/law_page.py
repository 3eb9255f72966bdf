"""The page of one law over anybody's table: `foretell fit TABLE --page PAGE`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foretell.lab import digest
from foretell.laws import Table
from foretell.nouns import Home, Law
from foretell.report.extra import page_extra
from foretell.report.markup import Html, join, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import counted, number

with page_extra():
    from foretell.report.charts.anyones import drawn_rows, over_compute, over_size
    from foretell.report.charts.backtests import backtest_figures
    from foretell.report.charts.best_size import best_sizes
    from foretell.report.charts.profiles import profile_figures
    from foretell.report.charts.residuals import residuals
    from foretell.report.document import section, write_document
    from foretell.report.figure import Figure, figure_html
    from foretell.report.fit_checks import coefficients, fit_checks, span
    from foretell.report.law_trust import trust, verdict
    from foretell.report.pictures import titled, write_pictures


def law_page(law: Law, table: Table, path: Path) -> None:
    """Write the law's page to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    `table` is what the law was fitted to. Needs neither torch nor pyarrow. Raises ValueError where `path` is that of
    the picture or the table is empty.
    """
    rows = _rows(table)
    law = law.at(Home(path.parent, f"law/{digest(law)}"))  # digested once, not for every link
    title = f"{law.form}, fitted to {counted(law.runs, 'run')}"
    write_document(path, title, "A scaling law", law.form, _contents(law, rows), over_compute(law, rows))


def law_figures(law: Law, table: Table, folder: Path) -> list[Path]:
    """Write every figure of the law's page into `folder` as SVG and PNG, and return the files.

    Raises ValueError where the table is empty.
    """
    rows = _rows(table)
    figures = [*_pictures(law, rows), *backtest_figures(law), *profile_figures(law)]
    return write_pictures(titled(figures, law.form), folder)


def _rows(table: Table) -> Table:
    if not len(table):
        raise ValueError("The table has no rows, so there is nothing to draw.")
    return table.sorted()


def _pictures(law: Law, rows: Table) -> Iterator[Figure]:
    yield over_compute(law, rows)
    yield over_size(law, rows)
    if sizes := best_sizes(law):
        yield sizes
    yield residuals(law, rows)


def _contents(law: Law, rows: Table) -> Iterator[Html]:
    yield _answers(law)
    yield trust(law)
    yield section("The picture", *map(figure_html, _pictures(law, rows)), *_missing(law, rows))
    yield section("Had it been asked before", *_backtest(law))
    yield section("Coefficients", coefficients(law))
    yield section("Is it the best fit there is?", *fit_checks(law))
    yield section("What to know", tag("ul", *(tag("li", told) for told in told_of(law, rows))))
    yield section("The record", appendix([law]))


def _missing(law: Law, rows: Table) -> Iterator[Html]:
    drawn = len(drawn_rows(rows))
    if drawn < len(rows):
        yield tag("p", f"Drawn and listed are {drawn:,} of {len(rows):,} runs, evenly through the sorted table.")
    if best_sizes(law) is None:
        yield tag("p", "These runs do not identify a best size, so none is drawn.")


def _backtest(law: Law) -> Iterator[Html]:
    figures = backtest_figures(law)
    told = "The law, fitted only to the runs below a cut of compute, was asked for every run above it."
    yield tag("p", told if figures else "The table has too few budgets for it.")
    yield tag("div", *(figure_html(figure, small=True) for figure in figures), class_="grid") if figures else Html("")


def _answers(law: Law) -> Html:
    """The two exponents, and whether to trust them."""
    grows = (("size", "params_exponent", law.params_exponent), ("tokens", "tokens_exponent", law.tokens_exponent))
    tiles = [
        _answer(f"Best {what} {'grows' if what == 'size' else 'grow'} as", cite(law, f"C^{number(value, 3)}"),
                span(law, name), "foretold")
        for what, name, value in grows
    ]  # fmt: skip
    return tag("div", *tiles, _answer("May I trust it?", *verdict(law)), class_="answers")


def _answer(name: str, value: str, below: str, kind: str) -> Html:
    return tag("div", tag("h2", name), tag("p", value, class_="big"), tag("p", below), class_=kind)


def told_of(law: Law, rows: Table) -> Iterator[Html]:
    """How the table was read, what was left out and why, and where the runs lay."""
    out = [f"{n} × {reason.replace('_', ' ')}" for reason, n in law.excluded.items()]
    yield join("Fitted to ", cite(law, counted(law.runs, "run")), "; left out: ", ", ".join(out) or "none", ".")
    spans = zip(("FLOPs", "parameters", "tokens"), (law.flops_range, law.params_range, law.tokens_range), strict=True)
    yield join(*(f"{number(low)} to {number(high)} {unit}; " for unit, (low, high) in spans), "beyond it, beware.")
    scatter = cite(law, f"{100 * law.residual_sd:.2g} %")
    yield join("The runs scatter about the law by ", scatter, " (robust standard deviation of ln L).")
    yield from (join(note) for note in rows.notes)
