"""A plan on the plane of compute and size: where the law's runs lay, what is proposed, and what to run next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from foretell.nouns import Law, NextRun, Option, Proposal
from foretell.report.charts.approaches import approaches
from foretell.report.charts.best_size import compute_x, size_y
from foretell.report.charts.named_models import Model
from foretell.report.charts.style import FOUND, INK, SOFT, chart
from foretell.report.figure import Figure
from foretell.report.records import cite
from foretell.report.wording import number, share


def plane(proposal: Proposal, laws: Sequence[Law], models: Sequence[Model] = ()) -> Figure:
    """Best sizes of `laws`, the first one's runs as a shaded box, options, next runs, and famous models."""
    points = [_option(option, place) for place, option in enumerate(proposal.options) if _is_placed(option)]
    runs = [_run(run) for run in proposal.next_runs]
    reached = [(row["tip"], row["params"], row["flops"]) for row in (*points, *runs)]
    more = [*_box(laws), *_option_marks(points), *_run_marks(runs)]
    drawn = approaches(laws, models, more, reached)
    lines = "Lines are best sizes with their 80 % bands. " if laws else ""
    box = "The shaded box holds the runs of the law: outside it, all is extrapolated. " if _box(laws) else ""
    marks = "● is what is proposed, ○ what stands beside it."
    next_told = "Triangles are runs worth buying next, the larger the more they tell. " if runs else ""
    return Figure(
        title="Where the plan lies",
        see=f"{box}{lines}{marks} {next_told}".strip(),
        alternative="The plan's options and next runs on the plane of compute and parameters.",
        chart=drawn.chart,
        columns=("what", "parameters", "FLOPs"),
        rows=[
            (row["what"], cite(proposal, number(row["params"])), cite(proposal, number(row["flops"])))
            for row in (*points, *runs)
        ],
    )


def _is_placed(option: Option) -> bool:
    found = [option.figures.get(name) for name in ("flops", "params")]
    return all(each is not None and each.centre > 0.0 for each in found)


def _option(option: Option, place: int) -> dict[str, Any]:
    C, N = option.figures["flops"].centre, option.figures["params"].centre
    tip = f"{option.name}: {number(N)} parameters, {number(C)} FLOPs"
    return {"what": option.name, "flops": C, "params": N, "kind": "proposed" if place == 0 else "beside", "tip": tip}


def _run(run: NextRun) -> dict[str, Any]:
    what = f"next: {number(run.params)} parameters on {number(run.tokens)} tokens"
    tip = f"{what}, {number(run.flops)} FLOPs: narrows the answer by {share(run.narrowed)}"
    return {"what": what, "flops": run.flops, "params": run.params, "narrowed": run.narrowed, "tip": tip}


def _box(laws: Sequence[Law]) -> list[alt.Chart]:
    """Where the first law's runs lay."""
    if not laws:
        return []
    (C, C2), (N, N2) = laws[0].flops_range, laws[0].params_range
    box = chart([{"flops": C, "flops2": C2, "params": N, "params2": N2}]).mark_rect(color=SOFT, opacity=0.14)
    return [box.encode(x=compute_x(), x2="flops2:Q", y=size_y(), y2="params2:Q")]


def _option_marks(points: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """Filled for what is proposed, hollow for the rest."""
    kinds = {"proposed": (True, 130), "beside": (False, 80)}
    layers = []
    for kind, (filled, size) in kinds.items():
        rows = [point for point in points if point["kind"] == kind]
        mark = chart(rows).mark_point(filled=filled, size=size, strokeWidth=2, color=INK, opacity=1, shape="circle")
        layers += [mark.encode(x=compute_x(), y=size_y(), tooltip="tip:N")] if rows else []
    return layers


def _run_marks(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    mark = chart(rows).mark_point(filled=True, shape="triangle-up", color=FOUND, opacity=0.9)
    size = alt.Size("narrowed:Q", legend=None).scale(domainMin=0, range=[30, 260])
    return [mark.encode(x=compute_x(), y=size_y(), size=size, tooltip="tip:N")] if rows else []
