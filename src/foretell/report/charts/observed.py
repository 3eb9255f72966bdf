"""Models that others trained: a task over their capability, and capability over compute, a line for each family."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from foretell.laws.abilities import Observation
from foretell.laws.abilities.capability_curve import floor_at, scores_at, sigmoid
from foretell.laws.abilities.model_scores import ModelScores
from foretell.laws.predict import Z_80
from foretell.report.charts.anyones import GRID
from foretell.report.charts.style import FORETOLD, INK, SOFT, chart, log_x, wide
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import counted, number

Array = NDArray[np.float64]


def over_capability(found: Observation, models: ModelScores, target: Array) -> Figure:
    """The task's score over the one mix of capabilities that it follows, with the curve and its band."""
    task, points = found.curve.target, _points(found, models, target)
    line = _line(found, [point["t"] for point in points])
    x, y = alt.X("t:Q", title="capability that the task asks for, in logits").scale(nice=False, padding=10), _y(task)
    band = chart(line).mark_area(color=FORETOLD, opacity=0.18).encode(x=x, y=y("low"), y2="high:Q")
    curve = chart(line).mark_line(color=FORETOLD, strokeWidth=2).encode(x=x, y=y("score"))
    marks = chart(points).mark_point(filled=True, color=INK, size=34, opacity=0.75)
    return Figure(
        title=f"{task} over capability",
        see="Each mark is a model; capabilities are weighed as the curve weighs them. The band holds "
        "four in five single models about it.",
        alternative=f"{task} of {counted(len(points), 'model')} over their capability, and the fitted curve.",
        chart=wide([band, curve, marks.encode(x=x, y=y("score"), tooltip="tip:N")], 380),
        columns=("model", "capability, logits", task, "by the curve"),
        rows=[
            (p["model"], number(p["t"], 3), number(p["score"], 3), cite(found.curve, number(p["said"], 3)))
            for p in points
        ],
    )


def over_compute(found: Observation, models: ModelScores) -> Figure:
    """The first capability over training FLOPs, each family of three models or more with its line."""
    scores = found.capabilities.scores
    rows: list[dict[str, Any]] = [
        {"flops": flops, "pc": scores[model][0], "family": family, "tip": f"{model}: {number(flops)} FLOPs"}
        for model, family, flops in zip(models.models, models.families, models.flops.tolist(), strict=True)
        if model in scores and np.isfinite(flops)
    ]
    ends: list[dict[str, Any]] = [
        {"flops": C, "pc": float(line.capability(np.log10(C))[0]), "family": line.family}
        for line in found.families
        for C in line.flops_range
    ]
    x, y = log_x("flops", "training FLOPs", "flops"), alt.Y("pc:Q", title="PC-1").scale(zero=False)
    lines = chart(ends).mark_line(color=SOFT, strokeWidth=1.2).encode(x=x, y=y, detail="family:N", tooltip="family:N")
    marks = chart(rows).mark_point(filled=True, color=INK, size=30, opacity=0.75).encode(x=x, y=y, tooltip="tip:N")
    return Figure(
        title="Capability over compute",
        see="Each mark is a model, each line a family: within one, capability rises in a straight line with the "
        "logarithm of compute; between them, one is worth more compute than another.",
        alternative=f"PC-1 of {counted(len(rows), 'model')} over training FLOPs, and {len(found.families)} lines.",
        chart=wide([lines, marks] if ends else [marks], 380),
        columns=("family", "models", "to FLOPs", "PC-1 for a tenfold", "R²"),
        rows=[
            (line.family, str(line.models), number(line.flops_range[1], 3), number(line.slopes[0], 3), number(line.r2))
            for line in found.families
        ],
    )


def _points(found: Observation, models: ModelScores, target: Array) -> list[dict[str, Any]]:
    pairs = zip(models.models, target.tolist(), strict=True)
    known = [(m, y) for m, y in pairs if m in found.capabilities.scores and np.isfinite(y)]
    t, said = _curve(found, np.array([found.capabilities.scores[m] for m, _ in known]))
    return [
        {"model": m, "t": a, "score": y, "said": b, "tip": f"{m}: {number(y, 3)}, by the curve {number(b, 3)}"}
        for (m, y), a, b in zip(known, t.tolist(), said.tolist(), strict=True)
    ]


def _curve(found: Observation, S: Array) -> tuple[Array, Array]:
    """β·S + α [n] and the score there."""
    theta = np.array([[found.curve.coefficients[name] for name in found.curve.names]])
    return S @ theta[0, :-2] + theta[0, -2], scores_at(theta, S, found.chance)[0]


def _line(found: Observation, at: list[float]) -> list[dict[str, float]]:
    """The curve over logits, and the scatter of single models about it."""
    theta = np.array([[found.curve.coefficients[name] for name in found.curve.names]])
    floor = float(floor_at(theta, found.chance)[0, 0])
    t, scatter = np.linspace(min(at), max(at), GRID), Z_80 * found.curve.residual_sd
    score = floor + (1.0 - floor) * sigmoid(t)
    low, high = np.maximum(score - scatter, 0.0), np.minimum(score + scatter, 1.0)
    return [
        dict(zip(("t", "score", "low", "high"), row, strict=True))
        for row in np.stack([t, score, low, high], axis=1).tolist()
    ]


def _y(title: str) -> Any:
    return lambda field: alt.Y(f"{field}:Q", title=title).scale(domain=[0, 1])
