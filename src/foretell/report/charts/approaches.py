"""Laws side by side on the plane of compute and size, with famous models where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from foretell.nouns import Law
from foretell.report.charts.best_size import best_rows, compute_x, size_y
from foretell.report.charts.named_models import Model, model_layers
from foretell.report.charts.style import FORETOLD, FOUND, INK, SERIES, chart, wide
from foretell.report.figure import Figure
from foretell.report.markup import Html
from foretell.report.records import cite
from foretell.report.wording import counted, interval, number, times

HEIGHT = 440
COLORS = (FORETOLD, FOUND, INK, SERIES[1], SERIES[6])
DASHES = ((1, 0), (7, 4), (2, 3), (10, 3, 2, 3), (4, 2))


def approaches(
    laws: Sequence[Law],
    models: Sequence[Model] = (),
    more: Sequence[alt.Chart] = (),
    reached: Sequence[Model] = (),
) -> Figure:
    """Each law's best size over compute with its band, from the smallest run to the largest model; models as points.

    `more` are layers over the same plane, which the lines follow to the places `reached`. Laws that know no best size
    are named as such in the table.
    """
    low, high = plane_range(laws, [*models, *reached])
    lines = [(law, best_rows(law, low, high)) for law in laws]
    drawn = [(law, rows) for law, rows in lines if rows]
    known = f"{counted(len(drawn), 'line')} of best size"
    points = " Points are models that were trained: above a line they are larger than it says." if models else ""
    return Figure(
        title="The best size, law beside law",
        see=f"Each line is one law's best size for a compute, with its 80 % band.{points}",
        alternative=f"{known} over compute, {counted(len(models), 'model')} as points.",
        chart=wide(
            [*_lines(drawn), *more, *model_layers(models, (low, high), sizes_of(drawn, [*models, *reached]), HEIGHT)],
            HEIGHT,
        ),
        columns=("what", "N* ~ C^a", "interval", "best size at the largest compute"),
        rows=[*(_law_cells(law, rows) for law, rows in lines), *(_model_cells(*model, drawn) for model in models)],
    )


def plane_range(laws: Sequence[Law], models: Sequence[Model]) -> tuple[float, float]:
    """From the smallest run to the largest run or model, in FLOPs."""
    lows, highs = [law.flops_range[0] for law in laws], [law.flops_range[1] for law in laws]
    flops = [C for _, _, C in models]
    return min([*lows, *flops], default=1.0), max([*highs, *flops], default=10.0)


def sizes_of(drawn: Sequence[tuple[Law, list[dict[str, Any]]]], models: Sequence[Model]) -> tuple[float, float]:
    """The smallest and the largest size on the plane."""
    ends = [row[end] for _, rows in drawn for row in (rows[0], rows[-1]) for end in ("low", "high")]
    found = [*ends, *(N for _, N, _ in models)]
    return min(found, default=1.0), max(found, default=10.0)


def _lines(drawn: Sequence[tuple[Law, list[dict[str, Any]]]]) -> list[alt.Chart]:
    """Bands and lines; colour, dash and legend tell the laws apart."""
    rows = [row | {"law": law.form, "tip": _tip(law, row)} for law, line in drawn for row in line]
    if not rows:
        return []
    names = [law.form for law, _ in drawn]
    few = {"expr": "width < 420 ? 1 : 3"}
    legend = alt.Legend(
        symbolType="stroke", symbolOpacity=1, symbolSize=400, symbolStrokeWidth=2, columns=few, labelLimit=300
    )
    color = alt.Color("law:N", title=None, legend=legend).scale(domain=names, range=_cycle(COLORS, len(names)))
    dash = alt.StrokeDash("law:N", title=None, legend=legend)
    dash = dash.scale(domain=names, range=[list(each) for each in _cycle(DASHES, len(names))])
    base = chart(rows).encode(x=compute_x(), color=color)
    band = base.mark_area(opacity=0.13).encode(y=size_y("low"), y2="high:Q")
    return [band, base.mark_line(strokeWidth=2).encode(y=size_y("centre"), strokeDash=dash)]


def _cycle(values: Sequence[Any], count: int) -> list[Any]:
    return [values[i % len(values)] for i in range(count)]


def _tip(law: Law, row: dict[str, Any]) -> str:
    return f"{law.form}, {number(row['flops'])} FLOPs: {number(row['centre'])} parameters"


def _law_cells(law: Law, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    found = law.intervals.get("params_exponent")
    span = interval(found, lambda end: number(end, 3)) if found else ""
    exponent = cite(law, number(law.params_exponent, 3))
    if not rows:
        return (law.form, exponent, span, "none: these runs do not identify it")
    top = rows[-1]
    said = f"{number(top['centre'])} ({number(top['low'])} to {number(top['high'])}) at {number(top['flops'], 3)} FLOPs"
    return (law.form, exponent, span, cite(law, said))


def _model_cells(
    name: str, params: float, flops: float, drawn: Sequence[tuple[Law, list[dict[str, Any]]]]
) -> tuple[str, ...]:
    """A model, and how many times each law's best size for its compute it is."""
    told = [
        f"{times(params / row['centre'])} that of {law.form}"
        for law, _ in drawn
        for row in best_rows(law, flops, flops, points=1)
    ]
    return (name, Html(""), f"{number(params)} parameters, {number(flops, 3)} FLOPs", "; ".join(told) or "—")
