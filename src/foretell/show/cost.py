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
    heads = ("width", "params", "tokens", "steps", "FLOPs", "seconds", "MiB", "kind")
    rows = [
        (
            *(r["width"], f"{r['params']:,}", f"{r['tokens']:,}", r["steps"], f"{r['flops']:.3g}"),
            *(f"{r['seconds']:.1f}", f"{r['memory_bytes'] / 2**20:.0f}", r["kind"]),
        )
        for r in told["rungs"]
    ]
    table("rungs", heads, rows)
    out.print()
    heads = ("", "FLOPs", "time", "of one core", "kWh", "kg CO2e", told["currency"], "MiB at most")
    rows = [
        (
            *(name, f"{cost['flops']:.3g}", spelled(cost["seconds"]), spelled(cost["cpu_seconds"])),
            *(f"{cost['kwh']:.2g}", f"{cost['kg_co2']:.2g}", f"{cost['money']:.2g}"),
            f"{cost['memory_bytes'] / 2**20:.0f}",
        )
        for name, cost in told["costs"].items()
    ]
    table("", heads, rows)
    for name, source in told["sources"].items():
        out.print(f"  {name}: {source}")


def drafted(told: Mapping[str, Any]) -> None:
    """A recipe that was written, and what to do with it."""
    takes = f": a journey of about {spelled(told['seconds'])}" if told["seconds"] else ""
    out.print(f"wrote {told['path']}{takes}")
    if told["path"].endswith(".py"):
        out.print(f"python {told['path']}    walks it")
        return
    out.print(f"foretell run {told['path']} --dry-run    what it costs; nothing is trained")
    out.print(f"foretell run {told['path']}    walks it")
