"""The objective over each parameter, the others at their best for it: how well the runs tell it."""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from foretell.nouns import Fitted, Profile
from foretell.report.charts.style import FORETOLD, INK, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import number, share


def profile_figures(law: Fitted) -> list[Figure]:
    """One small figure for each profile of the fit's checks that has a curve to draw."""
    profiles = law.checks.profiles if law.checks else ()
    return [_figure(law, profile) for profile in profiles if len(_rows(profile)) > 1]


def _figure(law: Fitted, profile: Profile) -> Figure:
    rows = _rows(profile)
    return Figure(
        title=f"Profile of {profile.name}",
        see=cite(law, _see(profile)),
        alternative=f"The objective over {profile.name}: {_see(profile)}",
        chart=wide([*_inside(profile, rows), *_curve(profile, rows)], 190),
        columns=(profile.name, "objective", "above its lowest"),
        rows=[(number(r["value"], 5), number(r["objective"], 5), _risen(r)) for r in rows],
    )


def _rows(profile: Profile) -> list[dict[str, Any]]:
    lowest = min(profile.objectives, default=0.0)
    tried = [pair for pair in zip(profile.values, profile.objectives, strict=True) if all(map(math.isfinite, pair))]
    return [
        {"value": v, "objective": o, "rise": o - lowest, "tip": f"{number(v, 5)}: {number(o, 5)}"} for v, o in tried
    ]


def _risen(row: dict[str, Any]) -> str:
    return f"+{number(row['rise'], 3)}" if row["rise"] > 0.0 else "lowest"


def _curve(profile: Profile, rows: list[dict[str, Any]]) -> list[alt.Chart]:
    base = chart(rows).encode(x=_x(profile.name, rows), y=_y())
    line = base.mark_line(color=FORETOLD, strokeWidth=1.5, interpolate="monotone")
    return [line, base.mark_point(filled=True, color=FORETOLD, size=24, opacity=1).encode(tooltip="tip:N")]


def _x(name: str, rows: list[dict[str, Any]]) -> alt.X:
    """Logarithmic where the tried values span more than a hundredfold, as those of a share near zero do."""
    lowest, highest = min(r["value"] for r in rows), max(r["value"] for r in rows)
    spans = lowest > 0.0 and highest > 100.0 * lowest
    scale = alt.Scale(type="log", nice=False) if spans else alt.Scale(zero=False, nice=False, padding=8)
    axis = alt.Axis(tickCount=4, format="~e" if spans else "~g")
    return alt.X("value:Q", title=name, scale=scale, axis=axis)


def _y() -> alt.Y:
    return alt.Y("objective:Q", title="objective").scale(zero=False).axis(format="~g", tickCount=4)


def _inside(profile: Profile, rows: list[dict[str, Any]]) -> list[alt.Chart]:
    """The interval as a shaded span, and a dashed rule at each end that it has."""
    x = _x(profile.name, rows)
    ends = [{"value": end, "tip": f"end of the interval: {number(end, 5)}"} for end in _ends(profile)]
    first = min(r["value"] for r in rows) if profile.low is None else profile.low
    last = max(r["value"] for r in rows) if profile.high is None else profile.high
    span = chart([{"value": first, "end": last}]).mark_rect(color=SOFT, opacity=0.13).encode(x=x, x2="end:Q")
    rule = chart(ends).mark_rule(color=INK, strokeDash=[4, 3]).encode(x=x, tooltip="tip:N")
    return [span, *([rule] if ends else [])]


def _ends(profile: Profile) -> list[float]:
    return [end for end in (profile.low, profile.high) if end is not None]


def _see(profile: Profile) -> str:
    level = share(profile.level)
    if profile.low is None and profile.high is None:
        return "The objective never rises enough on either side: these runs do not identify it."
    if profile.low is None or profile.high is None:
        side, end = ("below", profile.high) if profile.low is None else ("above", profile.low)
        word = "at most" if profile.low is None else "at least"
        return f"{word.capitalize()} {number(end, 4)} ({level}); not identified from {side}."
    return f"Shaded is the {level} interval, {number(profile.low, 4)} to {number(profile.high, 4)}."
