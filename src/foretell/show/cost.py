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
    if told.get("sampled"):
        sampled(told)
    takes = f": a journey of about {spelled(told['seconds'])}" if told["seconds"] else ""
    out.print(f"wrote {told['path']}{takes}")
    if told["path"].endswith(".py"):
        out.print(f"python {told['path']}    walks it")
        return
    out.print(f"foretell run {told['path']} --dry-run    what it costs; nothing is trained")
    out.print(f"foretell run {told['path']}    walks it")


def sampled(told: Mapping[str, Any]) -> None:
    """What a recipe was drafted by: the pages of the sample, the text, the limit."""
    commonest = list(told["dropped"].items())[:2]
    lost = ", ".join(f"{reason} {count / told['sampled']:.0%}" for reason, count in commonest)
    out.print(f"sample  {told['kept']:,} of {told['sampled']:,} pages kept{'; dropped most: ' * bool(lost)}{lost}")
    if told["trusting_adds_bytes"]:
        out.print('        trusted = ["pages"] under [curate] keeps what the rules of quality and repetition drop')
    out.print(f"text    about {told['train_tokens']:.3g} tokens to train on ({told['train_bytes'] / 1e6:.3g} MB)")
    repeated = "; the law knows nothing of repeated text" * (told["epochs"] > 1.0)
    out.print(f"target  {told['target_tokens']:.3g} tokens: {told['epochs']:.3g} epochs of the text{repeated}")
    out.print(f"limit   {told['why']}")
