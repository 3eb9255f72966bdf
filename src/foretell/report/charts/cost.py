"""Energy and cost, stage by stage."""

from __future__ import annotations

import altair as alt

from foretell.planning.cost import Cost, spent
from foretell.report.charts.style import INK, SOFT, chart, wide
from foretell.report.figure import Figure
from foretell.report.story import Story
from foretell.report.wording import number, span


def stage_costs(story: Story) -> dict[str, Cost]:
    """What each stage took, as its meters say."""
    return {stage: spent(meters) for stage, meters in story.stages.items()}


def total_cost(story: Story) -> Cost:
    """What all stages took together."""
    return spent([meter for meters in story.stages.values() for meter in meters])


def cost_chart(story: Story) -> Figure:
    """Energy by stage."""
    costs, total = stage_costs(story), total_cost(story)
    rows = [{"stage": s, "wh": c.kwh * 1000, "tip": f"{s}: {number(c.kwh)} kWh"} for s, c in costs.items()]
    y = alt.Y("stage:N", sort=list(costs), title=None).scale(domain=list(costs)).axis(domain=False, ticks=False)
    base = chart(rows).encode(x=alt.X("wh:Q", title="watt-hours").axis(tickCount=5), y=y, tooltip="tip:N")
    text = base.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text("wh:Q", format=".2~g"))
    return Figure(
        title="What each stage took",
        see=f"All stages together: {number(total.kwh)} kWh and {number(total.kg_co2)} kg of CO₂ in "
        f"{span(total.seconds)} of work (what ran side by side is added up).",
        alternative="Watt-hours by stage: "
        + ", ".join(f"{stage} {number(cost.kwh * 1000)}" for stage, cost in costs.items()),
        chart=wide([base.mark_bar(color=SOFT, height={"band": 0.6}), text], 24 + 28 * len(rows)),
        columns=("stage", "seconds", "CPU-seconds", "kWh", "kg CO₂", "peak memory"),
        rows=[*(_cells(stage, cost) for stage, cost in costs.items()), _cells("all", total)],
    )


def _cells(stage: str, cost: Cost) -> tuple[str, ...]:
    memory = f"{cost.memory_bytes / 2**20:,.0f} MiB"
    return (stage, number(cost.seconds), number(cost.cpu_seconds), number(cost.kwh), number(cost.kg_co2), memory)
