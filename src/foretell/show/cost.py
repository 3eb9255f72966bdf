"""What work would take, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foretell.planning.cost import Cost
from foretell.show.lines import out, table
from foretell.watch import spelled


def cost_ahead(cost: Cost) -> None:
    """What a plan's target would take on this machine, each figure with its source."""
    time = f"{spelled(cost.seconds)} ({spelled(cost.cpu_seconds)} of one core)"
    memory = f"at most {cost.memory_bytes / 2**20:.0f} MiB"
    out.print(f"would take {time}, {energy(cost)}, {memory}")
    for name, source in cost.sources.items():
        out.print(f"  {name}: {source}")


def energy(cost: Cost) -> str:
    """Energy and emissions in a few words."""
    return f"{cost.kwh:.3g} kWh, {cost.kg_co2:.3g} kg CO2e"


def costs(told: Mapping[str, Any]) -> None:
    """The dry run: every rung and what it would cost."""
    heads = ("width", "params", "tokens", "steps", "FLOPs", "kind")
    rows = [
        (r["width"], f"{r['params']:,}", f"{r['tokens']:,}", r["steps"], f"{r['flops']:.3g}", r["kind"])
        for r in told["rungs"]
    ]
    table("rungs", heads, rows)
    out.print()
    for name, cost in told["costs"].items():
        time = f"{spelled(cost['seconds'])} ({spelled(cost['cpu_seconds'])} of one core)"
        power = f"{cost['kwh']:.4f} kWh, {cost['kg_co2']:.4f} kg CO2e"
        memory = f"at most {cost['memory_bytes'] / 2**20:.0f} MiB"
        out.print(f"{name:8} {cost['flops']:.3g} FLOPs, {time}, {power}, {memory}")
    for name, source in told["sources"].items():
        out.print(f"  {name}: {source}")
