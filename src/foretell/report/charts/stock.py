"""The stock of text and the demand for it over the years, each with its fan, and when they meet."""

from __future__ import annotations

from typing import Any

import altair as alt

from foretell.nouns import Fan, Stock
from foretell.report.charts.style import FORETOLD, FOUND, INK, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import number, share

REACH = 100.0  # times beyond the largest stock: a demand that grows on is cut there
FEW = 12  # years in the table


def stock_fan(stock: Stock) -> Figure:
    """Two fans on a logarithmic axis, and the span of years in which the one meets the other."""
    top = REACH * max(stock.stock.high)
    lowest = min(value for fan in (stock.stock, stock.demand) for value in fan.low if value > 0.0)
    y = _axis(f"{stock.stock.unit} of text", lowest, top)
    layers = [
        *_met(stock),
        *_fan(stock.stock, "stock", FORETOLD, [1, 0], y, top),
        *_fan(stock.demand, "demand", FOUND, [7, 4], y, top),
    ]
    level = share(stock.stock.level)
    met = "The shaded years are those in which they meet. " if stock.used_up else "In most futures they never meet. "
    return Figure(
        title="The text there is, and the text asked for",
        see=f"Solid: the stock. Dashed: what one training set asks for. Bands hold {level} of the futures drawn. {met}",
        alternative=f"Stock of and demand for text, {stock.version}, with their {level} fans.",
        chart=wide(layers, 400),
        columns=("year", "stock", "low", "high", "demand", "low", "high"),
        rows=[_cells(stock, year) for year in _years(stock)],
    )


def _axis(title: str, low: float, high: float) -> Any:
    """A maker of y channels on one logarithmic axis between the two ends."""
    axis = alt.Axis(labelExpr="replace(format(datum.value, '~e'), '+', '')", tickCount=6, grid=True)
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    return lambda field: alt.Y(f"{field}:Q", title=title, scale=scale, axis=axis)


def _x(field: str = "year") -> alt.X:
    return alt.X(f"{field}:Q", title="year").scale(zero=False, nice=False).axis(format="d", tickCount=8)


def _fan(fan: Fan, name: str, color: str, dash: list[int], y: Any, top: float) -> list[alt.Chart]:
    values = zip(fan.years, fan.centre, fan.low, fan.high, strict=True)
    rows: list[dict[str, Any]] = [
        {
            "year": year,
            "centre": c,
            "low": a,
            "high": b,
            "tip": f"{name} {year:.0f}: {number(c)} ({number(a)} to {number(b)})",
        }
        for year, c, a, b in values
        if min(c, a, b) > 0.0
    ]
    if not rows:
        return []
    base = chart(rows).encode(x=_x())
    seen = [row for row in rows if row["centre"] <= top]
    named = seen[len(seen) // 2] if seen else rows[0]
    band = base.mark_area(color=color, opacity=0.17, clip=True).encode(y=y("low"), y2="high:Q")
    line = base.mark_line(color=color, strokeWidth=2, strokeDash=dash, clip=True).encode(y=y("centre"))
    dots = base.mark_point(filled=True, color=color, size=18, opacity=1, clip=True).encode(
        y=y("centre"), tooltip="tip:N"
    )
    word = chart([named]).mark_text(text=name, color=color, align="left", dx=10, dy=12, fontWeight="bold")
    return [band, line, dots, word.encode(x=_x(), y=y("centre"))]


def _met(stock: Stock) -> list[alt.Chart]:
    """The years in which they meet: a shaded span and a rule at the median."""
    met = stock.used_up
    if met is None:
        return []
    tip = f"used up {met.centre:.1f} ({share(met.level)}: {met.low:.1f} to {met.high:.1f})"
    base = chart([{"year": met.centre, "low": met.low, "high": met.high, "tip": tip}])
    span = base.mark_rect(color=SOFT, opacity=0.16).encode(x=_x("low"), x2="high:Q")
    rule = base.mark_rule(color=INK, strokeDash=[4, 3]).encode(x=_x(), tooltip="tip:N")
    word = base.mark_text(text=f"{met.centre:.0f}", dx=5, align="left", baseline="top", fontWeight="bold")
    return [span, rule, word.encode(x=_x(), y=alt.value(2))]


def _years(stock: Stock) -> list[int]:
    """Places of the years that the table shows."""
    count = len(stock.stock.years)
    return list(range(0, count, max(1, -(-count // FEW))))


def _cells(stock: Stock, i: int) -> tuple[str, ...]:
    told = [
        cite(stock, number(part[i])) for fan in (stock.stock, stock.demand) for part in (fan.centre, fan.low, fan.high)
    ]
    return (f"{stock.stock.years[i]:.0f}", *told)
