"""The back-test: how the law would have done, had it been fitted to the runs below a growing cut of compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from foretell.laws import optimum
from foretell.nouns import Cut, Law
from foretell.report.charts.best_size import size_y
from foretell.report.charts.style import FORETOLD, FOUND, INK, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number, percent, share

LEVEL = 0.8  # of the intervals that are tested


def backtest_figures(law: Law) -> list[Figure]:
    """Error, coverage and the drift of N* over the cuts; none without cuts."""
    return [*_errors(law), *_coverage(law), *_drift(law)] if law.cuts else []


def _errors(law: Law) -> Iterator[Figure]:
    mean = [_row(cut, cut.error_percent, f"mean {percent(cut.error_percent)}") for cut in law.cuts]
    worst = [_row(cut, cut.worst_percent, f"worst {number(cut.worst_percent, 3)} %") for cut in law.cuts]
    y = alt.Y("value:Q", title="error of the loss (%)").axis(grid=True)
    zero = chart([{"value": 0}]).mark_rule(color=SOFT).encode(y=y)
    layers = [zero, *_line(mean, y, FORETOLD, "circle"), *_line(worst, y, FOUND, "triangle-up", [5, 4])]
    last = law.cuts[-1]
    yield Figure(
        title="Error above each cut",
        see=cite(
            law,
            f"● mean (plus: foretold too high), ▲ the worst run, without its sign. Above the last cut the mean is "
            f"{percent(last.error_percent)} over {counted(last.tested, 'run')}.",
        ),
        alternative="Mean and worst error of the loss above each cut of compute.",
        chart=wide(layers, 220),
        columns=("fitted below (FLOPs)", "fitted", "tested", "mean", "mean, unsigned", "worst"),
        rows=[_error_cells(law, cut) for cut in law.cuts],
    )


def _error_cells(law: Law, cut: Cut) -> tuple[str, ...]:
    errors = (percent(cut.error_percent), f"{cut.absolute_percent:.1f} %", f"{cut.worst_percent:.1f} %")
    return (number(cut.below, 3), f"{cut.fitted:,}", f"{cut.tested:,}", *(cite(law, each) for each in errors))


def _coverage(law: Law) -> Iterator[Figure]:
    known = [(cut, cut.covered) for cut in law.cuts if cut.covered is not None]
    if not known:
        return
    y = alt.Y("value:Q", title="share inside the interval").scale(domain=[0, 1]).axis(format="%", grid=True)
    rule = chart([{"value": LEVEL}]).mark_rule(color=INK, strokeDash=[4, 3]).encode(y=y)
    rows = [_row(cut, covered, f"{share(covered)} of {cut.tested:,} runs") for cut, covered in known]
    yield Figure(
        title="Did the 80 % interval hold?",
        see="Share of the runs above each cut that lay inside it, a run's noise included. Dashed: the 80 % it claims.",
        alternative="Share of the tested runs inside the 80 % interval, for each cut.",
        chart=wide([rule, *_line(rows, y, FORETOLD, "circle")], 220),
        columns=("fitted below (FLOPs)", "tested", "inside"),
        rows=[(number(cut.below, 3), f"{cut.tested:,}", cite(law, share(covered))) for cut, covered in known],
    )


def _drift(law: Law) -> Iterator[Figure]:
    known = [(cut, cut.params_at_top) for cut in law.cuts if cut.params_at_top is not None]
    if not known:
        return
    top = law.flops_range[1]
    rows = [_row(cut, params, f"{number(params)} parameters") for cut, params in known]
    y, now = size_y("value"), _now(law)
    yield Figure(
        title="Drift of the best size",
        see=f"N* for {number(top, 3)} FLOPs, by the runs below each cut. Dashed: by all runs, with its interval.",
        alternative=f"The best size for {number(top, 3)} FLOPs by the runs below each cut.",
        chart=wide([*_now_layers(now, y), *_line(rows, y, FORETOLD, "circle")], 220),
        columns=("fitted below (FLOPs)", f"N* for {number(top, 3)} FLOPs"),
        rows=[
            *((number(cut.below, 3), cite(law, number(params))) for cut, params in known),
            *(("all runs", cite(law, number(each["value"]))) for each in now),
        ],
    )


def _now(law: Law) -> list[dict[str, Any]]:
    """What all runs say of the best size at the top; nothing where they say none."""
    try:
        params, _ = optimum(law, law.flops_range[1])
    except ValueError:
        return []
    return [{"value": params.centre, "low": params.low, "high": params.high}]


def _now_layers(now: list[dict[str, Any]], y: alt.Y) -> list[alt.Chart]:
    if not now:
        return []
    base = chart(now)
    band = base.mark_rect(color=SOFT, opacity=0.15).encode(y=size_y("low"), y2="high:Q")
    return [band, base.mark_rule(color=INK, strokeDash=[4, 3]).encode(y=y)]


def _row(cut: Cut, value: float, told: str) -> dict[str, Any]:
    return {"below": cut.below, "value": value, "tip": f"fitted below {number(cut.below, 3)} FLOPs: {told}"}


def _line(
    rows: list[dict[str, Any]], y: alt.Y, color: str, shape: str, dash: list[int] | None = None
) -> list[alt.Chart]:
    base = chart(rows).encode(x=log_x("below", "fitted below (FLOPs)", "flops"), y=y)
    line = base.mark_line(color=color, strokeWidth=1.5, strokeDash=dash or [1, 0])
    return [line, base.mark_point(filled=True, color=color, shape=shape, size=60, opacity=1).encode(tooltip="tip:N")]
