"""What a loss costs: the law's frontier, the options of a plan on it, and what each further gain would take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import altair as alt

from foretell.nouns import Further, Law, Proposal
from foretell.nouns.proposal import Figure as Amount
from foretell.report.charts.anyones import frontier_layers, frontier_rows, loss_y
from foretell.report.charts.best_size import compute_x
from foretell.report.charts.marks import haloed
from foretell.report.charts.style import FOUND, INK, SHAPES, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.ranges import spanned
from foretell.report.records import cite
from foretell.report.wording import counted, number, share

BEFORE = 100.0  # times less compute than the cheapest point

Axis = Callable[[str], alt.X]


def frontier(proposal: Proposal, law: Law | None = None, over: str = "flops") -> Figure | None:
    """Loss over the figure `over` ("flops", "money", "kwh"); None where fewer than two points have it.

    The line is of `law`, over FLOPs only: what they cost is the proposal's to say.
    """
    options, gains = list(_options(proposal, over)), list(_gains(proposal, over))
    if len(options) + len(gains) < 2:
        return None
    unit = _unit(proposal, over)
    x: Axis = compute_x if over == "flops" else lambda field: log_x(field, f"{over} ({unit})", "count")
    line = _line(law, [row["x"] for row in (*options, *gains)]) if law and over == "flops" else []
    never = [each for each in proposal.further if each.flops is None and each.loss is not None]
    return Figure(
        title="What a loss costs" if over == "flops" else f"What a loss costs in {over.replace('_', ' ')}",
        see=_see(bool(line), len(gains), never),
        alternative=f"Loss over {over}: {counted(len(options), 'option')} and {counted(len(gains), 'further gain')}.",
        chart=wide(
            [
                *(frontier_layers(line) if line else []),
                *_never(never),
                *_gain_marks(gains, x),
                *_option_marks(options, x),
            ],
            380,
        ),
        columns=("what", over, "loss", "low", "high"),
        rows=[
            *(_cells(proposal, row) for row in (*options, *gains)),
            *(_never_cells(proposal, each) for each in never),
        ],
    )


def _line(law: Law, reach: Sequence[float]) -> list[dict[str, float]]:
    """The law from somewhat below the cheapest point to the dearest, so that both can be told apart."""
    return frontier_rows(law, min(max(law.flops_range[0], min(reach) / BEFORE), *reach), max(reach))


def _unit(proposal: Proposal, over: str) -> str:
    known = [option.figures[over] for option in proposal.options if over in option.figures]
    return known[0].unit if known else over


def _options(proposal: Proposal, over: str) -> Iterator[dict[str, Any]]:
    for option in proposal.options:
        loss, cost = option.figures.get("loss"), option.figures.get(over)
        if loss and cost and loss.low > 0.0 and cost.centre > 0.0:
            told = f"{option.name}: {number(cost.centre)} {cost.unit}, loss {number(loss.centre)}"
            yield _row(option.name, cost, loss.centre, told) | {"low": loss.low, "high": loss.high}


def _gains(proposal: Proposal, over: str) -> Iterator[dict[str, Any]]:
    for each in proposal.further:
        cost = each.flops if over == "flops" else each.figures.get(over)
        if cost and cost.centre > 0.0 and each.loss:
            yield _row(_gain_name(each, cost), cost, each.loss, f"{each.gain}: {_priced(cost)}")


def _gain_name(each: Further, cost: Amount) -> str:
    return f"{each.gain}, or never ({share(cost.never)})" if cost.is_open else each.gain


def _priced(cost: Amount) -> str:
    return f"{number(cost.centre)} {cost.unit} ({spanned(cost)})"


def _row(what: str, cost: Amount, loss: float, tip: str) -> dict[str, Any]:
    least = cost.low if cost.low > 0.0 else cost.centre
    right = cost.centre if cost.is_open else max(cost.high, least)  # a range without an upper end has none to draw
    return {"what": what, "x": cost.centre, "left": least, "right": right, "loss": loss, "tip": tip}


def _option_marks(rows: Sequence[dict[str, Any]], x: Axis) -> list[alt.Chart]:
    """A shape for each option with the interval of its loss; the first, the proposed one, is filled."""
    if not rows:
        return []
    names = [row["what"] for row in rows]
    legend = alt.Legend(title=None, columns={"expr": "width < 420 ? 1 : 3"}, labelLimit=320)
    shape = alt.Shape("what:N", legend=legend).scale(
        domain=names, range=[SHAPES[i % len(SHAPES)] for i in range(len(names))]
    )
    base = chart(rows).encode(x=x("x"))
    bar = base.mark_rule(color=INK, opacity=0.5).encode(y=loss_y("low"), y2="high:Q")
    mark = base.mark_point(size=90, strokeWidth=2, color=INK, filled=True, opacity=1)
    return [bar, mark.encode(y=loss_y("loss"), shape=shape, tooltip="tip:N")]


def _gain_marks(rows: Sequence[dict[str, Any]], x: Axis) -> list[alt.Chart]:
    """A tick at each further gain, with the interval of its cost and its name."""
    if not rows:
        return []
    y, base = loss_y("loss"), chart(rows)
    span = base.mark_rule(color=FOUND, strokeDash=[5, 3]).encode(x=x("left"), x2="right:Q", y=y)
    mark = base.mark_tick(color=FOUND, thickness=3, size=14, orient="vertical").encode(x=x("x"), y=y, tooltip="tip:N")
    *nearer, farthest = sorted(rows, key=lambda row: float(row["right"]))
    names = _named(nearer, x, align="left", dx=5, dy=0) if nearer else []
    return [span, mark, *names, *_named([farthest], x, align="right", dx=0, dy=-8)]


def _named(
    rows: Sequence[dict[str, Any]], x: Axis, align: Literal["left", "right"], dx: int, dy: int
) -> list[alt.Chart]:
    """The names of gains at the ends of their intervals."""
    base = chart(rows).encode(x=x("right"), y=loss_y("loss"), text="what:N")
    return haloed(base, align=align, dx=dx, dy=dy, fontSize=11, color=FOUND)


def _never(rows: Sequence[Further]) -> list[alt.Chart]:
    """A dashed rule at each loss that the law says never comes."""
    if not rows:
        return []
    told = [
        {"loss": each.loss, "name": f"{each.gain}: never", "tip": f"{each.gain} never comes, says the law"}
        for each in rows
    ]
    base = chart(told).encode(y=loss_y("loss"))
    rule = base.mark_rule(color=SOFT, strokeDash=[2, 3]).encode(tooltip="tip:N")
    return [rule, base.mark_text(align="left", dy=-7, fontSize=11, color=SOFT).encode(x=alt.value(4), text="name:N")]


def _see(has_line: bool, gains: int, never: Sequence[Further]) -> str:
    line = "The line is the law's loss at the best size for each compute, with its 80 % band. " if has_line else ""
    further = "Ticks are further gains, with the range of what they cost, dashed. " if gains else ""
    told = "A dotted rule is a loss that the law says never comes." if never else ""
    return f"{line}Marks are the options, with the range of their loss. {further}{told}".strip()


def _cells(proposal: Proposal, row: dict[str, Any]) -> tuple[str, ...]:
    ends = (number(row["low"]), number(row["high"])) if "low" in row else ("", "")
    return (row["what"], cite(proposal, number(row["x"])), number(row["loss"]), *ends)


def _never_cells(proposal: Proposal, each: Further) -> tuple[str, ...]:
    return (each.gain, cite(proposal, "never"), number(each.loss), "", "")
