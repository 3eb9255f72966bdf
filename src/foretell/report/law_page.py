"""The page of one law over anybody's table: `foretell fit TABLE --page PAGE`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from foretell.lab import digest, write_text
from foretell.laws import Table
from foretell.nouns import Home, Law
from foretell.report.markup import Html, join, table, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import counted, number, percent, share

if TYPE_CHECKING:
    from foretell.report.figure import Figure


def law_page(law: Law, table: Table, path: Path) -> None:
    """Write the law's page to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    `table` is what the law was fitted to. Needs neither torch nor pyarrow. Raises ValueError where `path` is that of
    the picture or the table is empty, ImportError without the extra `page`.
    """
    if path.suffix == ".svg":
        raise ValueError(f"{path} is where the picture goes: name the page, such as {path.with_suffix('.html')}.")
    if not len(table):
        raise ValueError("The table has no rows, so there is nothing to draw.")
    try:
        from foretell.report.charts.anyones import over_compute, over_size
        from foretell.report.document import document, svg
    except ModuleNotFoundError as error:
        raise ImportError(f"The page needs {error.name}: pip install 'foretell[page]'.") from error
    rows = table.sorted()
    law = law.at(Home(path.parent, f"law/{digest(law)}"))  # digested once, not for every link
    by_compute, by_size = over_compute(law, rows), over_size(law, rows)
    contents = list(_contents(law, rows, [by_compute, by_size]))
    write_text(path, document(f"{law.form}: a scaling law", "A scaling law", law.form, *contents))
    write_text(path.with_suffix(".svg"), svg(by_compute, f"{law.form}, fitted to {counted(law.runs, 'run')}"))


def _contents(law: Law, rows: Table, figures: list[Figure]) -> Iterator[Html]:
    from foretell.report.charts.anyones import best_sizes, drawn_rows
    from foretell.report.document import section
    from foretell.report.figure import figure_html

    sizes = best_sizes(law)
    drawn = len(drawn_rows(rows))
    yield _answers(law)
    yield section("The picture", *map(figure_html, [*figures, *([sizes] if sizes else [])]))
    if drawn < len(rows):
        yield tag("p", f"Drawn and listed are {drawn:,} of {len(rows):,} runs, evenly through the sorted table.")
    if sizes is None:
        yield tag("p", "These runs do not identify a best size, so none is drawn.")
    yield section("Coefficients", coefficients(law))
    yield section("What to know", tag("ul", *(tag("li", told) for told in told_of(law, rows))))
    yield section("The record", appendix([law]))


def _answers(law: Law) -> Html:
    """The two exponents and the test on the largest budget."""
    three = (
        ("Best size grows as", f"C^{number(law.params_exponent, 3)}", _span(law, "params_exponent"), "foretold"),
        ("Best tokens grow as", f"C^{number(law.tokens_exponent, 3)}", _span(law, "tokens_exponent"), "foretold"),
        ("May I trust it?", *_tested(law), "tested"),
    )
    return tag("div", *(_answer(law, *each) for each in three), class_="answers")


def _tested(law: Law) -> tuple[str, str]:
    test = law.backtest
    if test is None:
        return "untested", "too few runs to hold out the largest budget"
    missed = f"missed {counted(test.runs, 'best run')} of the largest budget by this, fitted without them"
    warned = f"; {counted(len(law.warnings), 'warning')}" if law.warnings else ""
    return percent(test.error_percent), missed + warned


def _answer(law: Law, name: str, value: str, below: str, kind: str) -> Html:
    return tag("div", tag("h2", name), tag("p", cite(law, value), class_="big"), tag("p", below), class_=kind)


def _span(law: Law, name: str) -> str:
    found = law.intervals.get(name)
    return f"{share(found.level)} interval {number(found.low, 3)} to {number(found.high, 3)}" if found else ""


def coefficients(law: Law) -> Html:
    """Every number of the law with its interval."""
    values = law.coefficients | {"params_exponent": law.params_exponent, "tokens_exponent": law.tokens_exponent}
    rows = [(name, cite(law, number(value)), _span(law, name)) for name, value in values.items()]
    return table(("coefficient", "value", "interval"), rows)


def told_of(law: Law, rows: Table) -> Iterator[Html]:
    """How the table was read, what was left out and why, where the runs lay, and every warning."""
    out = [f"{n} × {reason.replace('_', ' ')}" for reason, n in law.excluded.items()]
    yield join("Fitted to ", cite(law, counted(law.runs, "run")), "; left out: ", ", ".join(out) or "none", ".")
    spans = zip(("FLOPs", "parameters", "tokens"), (law.flops_range, law.params_range, law.tokens_range), strict=True)
    yield join(*(f"{number(low)} to {number(high)} {unit}; " for unit, (low, high) in spans), "beyond it, beware.")
    scatter = cite(law, f"{100 * law.residual_sd:.2g} %")
    yield join("The runs scatter about the law by ", scatter, " (robust standard deviation of ln L).")
    yield from (join(note) for note in rows.notes)
    yield from (join(tag("b", "Warning: "), warning) for warning in law.warnings)
