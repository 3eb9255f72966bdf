"""IsoFLOP curves: at each budget, the loss of every size, and the bottom that the law read off."""

from __future__ import annotations

from typing import Any

import altair as alt

from foretell.models.flops import effective_params
from foretell.nouns import Law, Minimum, Run
from foretell.report.charts.budgets import budget_color, budget_shape, budgets_of
from foretell.report.charts.style import INK, chart, log_x, loss_y, wide
from foretell.report.figure import Figure
from foretell.report.markup import join
from foretell.report.records import cite
from foretell.report.story import Story, budget_of
from foretell.report.wording import bits, counted, number


def isoflop(story: Story) -> Figure:
    """One curve a budget over effective parameters; crosses are minima, hollow where they lie at an edge."""
    cells = sorted(story.finished_cells, key=lambda run: (budget_of(run), run.params))
    law = law_with_minima(story)
    budgets = budgets_of(cells)
    base = chart([_row(run) for run in cells]).encode(x=_x(), y=loss_y("loss"), color=budget_color(budgets))
    layers = [
        base.mark_line(interpolate="monotone", strokeWidth=1.5),
        base.mark_point(filled=True, size=55, opacity=1).encode(shape=budget_shape(budgets), tooltip="tip:N"),
        *_minima(law),
    ]
    minima = law.minima if law else ()
    return Figure(
        title="At each budget, one size is best",
        see=_see(cells, law),
        alternative=f"{counted(len(budgets), 'curve')} of loss over effective parameters, one a budget.",
        chart=wide(layers, 380),
        columns=("budget (FLOPs)", "what", "parameters, effective", "tokens", "bits per byte", "record"),
        rows=[*map(_cells, cells), *(_minimum_cells(law, m) for m in minima if law)],
    )


def law_with_minima(story: Story) -> Law | None:
    """The law that fits a parabola to each budget; else the first that names minima at all."""
    with_minima = [law for law in story.laws if law.minima]
    return next((law for law in with_minima if law.form == "chinchilla.isoflop"), next(iter(with_minima), None))


def _row(run: Run) -> dict[str, Any]:
    params = effective_params(run.rung.shape)
    tip = f"{number(budget_of(run))} FLOPs, {number(params)} parameters: {bits(run.bits_per_byte)} bits per byte"
    return {"params": params, "loss": run.bits_per_byte, "budget": number(budget_of(run)), "tip": tip}


def _x() -> alt.X:
    return log_x("params", "effective parameters (FLOPs per token / 6)", "count")


def _minima(law: Law | None) -> list[alt.Chart]:
    if law is None:
        return []
    rows = [
        {"params": m.params, "loss": m.loss, "tip": f"bottom at {number(m.params)} parameters: {bits(m.loss)}"}
        for m in law.minima
        if m.interior
    ]
    cross = chart(rows).mark_point(shape="M-1,-1L1,1M-1,1L1,-1", size=70, strokeWidth=2.5, color=INK, opacity=1)
    return [cross.encode(x=_x(), y=loss_y("loss"), tooltip="tip:N")] if rows else []


def _see(cells: list[Run], law: Law | None) -> str:
    if law is None:
        return f"{counted(len(cells), 'run')}; no law of this story reads minima off them."
    sizes = [number(m.params, 3) for m in law.minima if m.interior]
    edge = len(law.minima) - len(sizes)
    see = join("Each curve is one budget of compute; a × marks its bottom.")
    if len(sizes) > 1:
        moved = cite(law, f"from {sizes[0]} to {sizes[-1]} parameters")
        see = join(see, " From the smallest to the largest budget the best size goes ", moved, ".")
    outside = cite(law, f"{counted(edge, 'bottom')} outside the sizes that were trained")
    return join(see, " ", outside, ", not drawn.") if edge else see


def _cells(run: Run) -> tuple[str, ...]:
    shown = (number(effective_params(run.rung.shape)), number(run.tokens), cite(run, bits(run.bits_per_byte)))
    return (number(budget_of(run)), "run", *shown, cite(run, "run"))


def _minimum_cells(law: Law, m: Minimum) -> tuple[str, ...]:
    what = "bottom" if m.interior else "bottom at an edge"
    return (number(m.flops), what, number(m.params), number(m.tokens), cite(law, bits(m.loss)), cite(law, law.form))
