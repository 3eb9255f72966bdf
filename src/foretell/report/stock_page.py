"""The page of the text stock: when the text runs out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foretell.lab import digest
from foretell.nouns import Home, Stock
from foretell.report.extra import page_extra
from foretell.report.markup import Html, table, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import amount, interval, share

with page_extra():
    from foretell.report.charts.stock import stock_fan
    from foretell.report.document import section, write_document
    from foretell.report.figure import figure_html
    from foretell.report.pictures import titled, write_pictures

TITLE = "When does the text run out?"


def stock_page(stock: Stock, path: Path) -> None:
    """Write the stock's page to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    Raises ValueError where `path` is that of the picture.
    """
    stock = stock.at(Home(path.parent, f"stock/{digest(stock)}"))
    write_document(
        path, f"The stock of text, {stock.version}", "The stock of text", TITLE, _contents(stock), stock_fan(stock)
    )


def stock_figures(stock: Stock, folder: Path) -> list[Path]:
    """Write the page's figure into `folder` as SVG and PNG, and return the files."""
    return write_pictures(titled([stock_fan(stock)], stock.version), folder)


def _contents(stock: Stock) -> Iterator[Html]:
    yield _answers(stock)
    yield section("The picture", figure_html(stock_fan(stock)))
    yield section("Found here, and published", tag("p", "Found: ", cite(stock, _found(stock)), "."), _published(stock))
    inputs = [(name.replace("_", " "), tag("span", told, class_="long")) for name, told in stock.inputs.items()]
    yield section("What was drawn from", table(("input", "range"), inputs), tag("p", "Source: ", stock.source))
    yield section("The record", appendix([stock]))


def _published(stock: Stock) -> Html:
    return tag("p", "Published: ", stock.published, ".")


def _found(stock: Stock) -> str:
    met = stock.used_up
    if met is None:
        return f"not used up by {stock.stock.years[-1]:.0f} in {share(stock.never)} of the futures"
    return f"used up {met.centre:.1f}, {interval(met, lambda year: f'{year:.1f}')}"


def _answers(stock: Stock) -> Html:
    """The year, the stock there is, and the share of futures without an end."""
    met, last = stock.used_up, stock.stock.years[-1]
    used = f"{met.centre:.0f}" if met else "—"
    span = interval(met, lambda year: f"{year:.0f}") if met else f"fewer than half of the futures meet by {last:.0f}"
    fan, i = stock.stock, _told_year(stock)
    there = f"{fan.unit} in {fan.years[i]:.0f}, {amount(fan.low[i])} to {amount(fan.high[i])}"
    return tag(
        "div",
        _tile("Used up about", cite(stock, used), span, "foretold"),
        _tile("Text there was", cite(stock, amount(fan.centre[i])), there, "found"),
        _tile("Never by then", cite(stock, share(stock.never)), f"of the futures drawn, up to {last:.0f}", "tested"),
        class_="answers",
    )


def _told_year(stock: Stock) -> int:
    """The place of the year that the version bears, which is that of its paper; else the first."""
    named = [i for i, year in enumerate(stock.stock.years) if f"{year:.0f}" == stock.version[:4]]
    return named[0] if named else 0


def _tile(name: str, value: str, below: str, kind: str) -> Html:
    return tag("div", tag("h2", name), tag("p", value, class_="big"), tag("p", below), class_=kind)
