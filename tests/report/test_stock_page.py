"""The stock of text: both fans over all years, and when they meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from foretell.nouns import Fan, Interval, Stock
from foretell.report.charts.stock import stock_fan
from foretell.report.stock_page import stock_figures, stock_page
from tests.report.browser import look, needs_chromium
from tests.report.marks import drawn

YEARS = tuple(float(year) for year in range(2020, 2041))


def fan(first: float, growth: float) -> Fan:
    centre = [first * growth**i for i in range(len(YEARS))]
    low, high = (tuple(factor * value for value in centre) for factor in (0.5, 2.0))
    return Fan(unit="tokens", years=YEARS, centre=tuple(centre), low=low, high=high)


def made_stock(met: Interval | None, growth: float = 3.0) -> Stock:
    inputs = {"usable_share": "0.1 to 0.4 <of all>"}
    return Stock(
        version="2024", stock=fan(3e14, 1.1), demand=fan(1e12, growth), used_up=met, never=0.0 if met else 1.0,
        inputs=inputs, published="2026 to 2032", source="a paper",
    )  # fmt: skip


MET = Interval(centre=2026.2, low=2024.0, high=2029.0)


def test_fans_and_the_years_in_which_they_meet() -> None:
    marks = drawn(stock_fan(made_stock(MET)))
    assert (marks["area"], marks["line"], marks["symbol"]) == (2, 2, 2 * len(YEARS))
    assert (marks["rect"], marks["rule"], marks["text"]) == (1, 1, 3)
    never = drawn(stock_fan(made_stock(None)))
    assert (never["rect"], never["rule"], never["area"]) == (0, 0, 2)


def test_a_demand_beyond_all_numbers_is_drawn_to_the_edge() -> None:
    assert drawn(stock_fan(made_stock(MET, growth=1e14)))["area"] == 2


@pytest.mark.parametrize(("met", "told"), [(MET, "2026"), (None, "fewer than half of the futures meet by 2040")])
def test_the_page_answers_first(met: Interval | None, told: str, tmp_path: Path) -> None:
    stock_page(made_stock(met), tmp_path / "stock.html")
    text = (tmp_path / "stock.html").read_text(encoding="utf-8")
    assert told in text
    assert "0.1 to 0.4 &lt;of all&gt;" in text
    assert "2026 to 2032" in text
    assert {path.suffix for path in stock_figures(made_stock(met), tmp_path / "figures")} == {".svg", ".png"}


@needs_chromium
def test_a_browser_draws_it_on_a_phone(tmp_path: Path) -> None:
    stock_page(made_stock(MET), tmp_path / "stock.html")
    met = look((tmp_path / "stock.html").read_text(encoding="utf-8"), tmp_path, 390, is_dark=True)
    assert (met["console"], met["faults"], met["requests"]) == ([], [], 0)
    assert met["scroll"] <= 390
    assert met["keyboard"]["ringless"] == []
