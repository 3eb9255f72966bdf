"""Before and after an adaptation: an arrow a measure, grouped into gained, forgot and unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from foretell.nouns import Change, Comparison
from foretell.nouns.scores import LOWER_IS_BETTER
from foretell.report.charts.style import FORETOLD, FOUND, INK, PAPER, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number, share

ROW = 44  # pixels: a name and its arrow
OUTCOMES = ("gained", "forgot", "unchanged")


def change_figures(comparison: Comparison) -> list[Figure]:
    """A figure a metric, since metrics have scales of their own, in the order in which they come."""
    metrics = dict.fromkeys(row.metric for row in comparison.rows)
    return [_figure(comparison, metric, by_outcome(comparison.rows, metric)) for metric in metrics]


def by_outcome(changes: Sequence[Change], metric: str) -> list[Change]:
    """The changes of one metric: what was gained first, then what was forgotten, then the rest."""
    return sorted((row for row in changes if row.metric == metric), key=lambda row: OUTCOMES.index(row.outcome))


def _figure(comparison: Comparison, metric: str, changes: list[Change]) -> Figure:
    rows = [_row(change) for change in changes]
    name = metric.replace("_", " ")
    counts = ", ".join(f"{sum(c.outcome == kind for c in changes)} {kind}" for kind in OUTCOMES)
    better = "lower is better" if metric in LOWER_IS_BETTER else "higher is better"
    return Figure(
        title=f"{name.capitalize()}: {better}",
        see=cite(comparison, f"Of {counted(len(changes), 'measure')}: {counts}."),
        alternative=f"{name}, before and after: " + "; ".join(row["tip"] for row in rows),
        chart=wide(_layers(rows, name), 24 + ROW * len(rows)),
        columns=("measure", "before", "after", "difference", "interval", "chance", "examples", "outcome"),
        rows=[_cells(comparison, change) for change in changes],
        metric=metric,
    )


def _row(change: Change) -> dict[str, Any]:
    d = change.difference
    name = f"{change.task}: {change.outcome}"
    moved = f"{number(change.before)} → {number(change.after)}"
    return {
        "name": name,
        "before": change.before,
        "after": change.after,
        "low": change.before + d.low,
        "high": change.before + d.high,
        "chance": change.chance,
        "rises": change.after >= change.before,
        "tip": f"{name}, {moved} ({number(d.low)} to {number(d.high)})",
    }


def _layers(rows: list[dict[str, Any]], title: str) -> list[alt.Chart]:
    order = [row["name"] for row in rows]
    y = alt.Y("name:N", sort=order, axis=None).scale(domain=order)
    base = chart(rows).encode(y=y, tooltip="tip:N")
    names = chart(rows).mark_text(align="left", baseline="top", dy=2 - ROW / 2, color=SOFT, limit=340)
    bar = base.mark_bar(height=12, cornerRadius=6, color=FORETOLD, opacity=0.3)
    move = base.mark_rule(color=INK, strokeWidth=1.5)
    before = base.mark_point(size=60, fill=PAPER, stroke=INK, strokeWidth=1.5, opacity=1)
    after = base.mark_point(size=90, filled=True, color=FOUND, opacity=1, stroke=INK, strokeWidth=0.5)
    heads = alt.condition("datum.rises", alt.value("triangle-right"), alt.value("triangle-left"))
    return [
        bar.encode(x=_x("low", title), x2="high:Q"),
        *_chance(rows, y, title),
        move.encode(x=_x("before", title), x2="after:Q"),
        before.encode(x=_x("before", title)),
        after.encode(x=_x("after", title), shape=heads),
        names.encode(x=alt.value(0), y=y, text="name:N"),
    ]


def _x(field: str, title: str) -> alt.X:
    return alt.X(f"{field}:Q", title=title).scale(zero=False, padding=16).axis(tickCount=5)


def _chance(rows: list[dict[str, Any]], y: alt.Y, title: str) -> list[alt.Chart]:
    """A tick where blind guessing would be."""
    known = [row for row in rows if row["chance"] is not None]
    tick: alt.Chart = chart(known).mark_tick(color=SOFT, thickness=2, height=18)
    return [tick.encode(x=_x("chance", title), y=y)] if known else []


def _cells(comparison: Comparison, change: Change) -> tuple[str, ...]:
    d = change.difference
    cited = (cite(comparison, number(value)) for value in (change.before, change.after, d.centre))
    interval = f"{share(d.level)}: {number(d.low)} to {number(d.high)}"
    return (change.task, *cited, interval, number(change.chance), f"{change.examples:,}", change.outcome)
