"""What finished work has cost, and what planned work will: seconds, kWh, CO2e, memory. Shown, never stored.

Energy and emissions by the formulas of energy.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foretell.planning.devices import device_named
from foretell.planning.energy import JOULES_PER_KWH, kwh
from foretell.planning.grids import grid_named, site_named

Meter = Mapping[str, Any]
CORE = "cpu-core"  # the device that a meter's CPU seconds are of


@dataclass(frozen=True)
class Cost:
    """`sources` says of each figure whether it was measured, or modelled and from what. Unknown figures are NaN."""

    seconds: float
    cpu_seconds: float
    kwh: float
    kg_co2: float
    memory_bytes: float
    sources: dict[str, str]


def spent(meters: Sequence[Meter]) -> Cost:
    """The cost of finished work from its meters (`foretell.lab.meter_of`).

    Seconds add up over the steps, whichever ran side by side. Joules count where they were measured; elsewhere the
    CPU seconds are taken times the watts of a core.
    """
    modelled = [meter for meter in meters if "joules" not in meter]
    joules = sum(float(meter["joules"]) for meter in meters if "joules" in meter)
    cpu = sum(float(meter.get("cpu_seconds", 0.0)) for meter in meters)
    unmeasured = sum(float(meter.get("cpu_seconds", 0.0)) for meter in modelled)
    return _cost(
        seconds=sum(float(meter.get("seconds", 0.0)) for meter in meters),
        cpu_seconds=cpu,
        measured_joules=joules,
        modelled_cpu_seconds=unmeasured,
        memory=max((float(meter.get("peak_bytes", 0.0)) for meter in meters), default=0.0),
        origin=f"measured: {len(meters)} meters",
        memory_origin=f"measured: the largest of {len(meters)} meters",
    )


def ahead(flops: float, meters: Sequence[Meter]) -> Cost:
    """The cost of `flops` of training to come, at the mean rate of the trainings behind `meters`.

    Without a training among them every figure is NaN and says so.
    """
    trainings = [m for m in meters if float(m.get("flops", 0.0)) > 0.0 and float(m.get("training_seconds", 0.0)) > 0.0]
    done = sum(float(meter["flops"]) for meter in trainings)
    if not done:
        names = ("seconds", "cpu_seconds", "kwh", "kg_co2", "memory_bytes")
        why = "unknown: no training was measured yet"
        nan = math.nan
        return Cost(nan, nan, nan, nan, nan, dict.fromkeys(names, why))
    rate = done / sum(float(meter["training_seconds"]) for meter in trainings)
    seconds = flops / rate
    cpu_seconds = flops / done * sum(float(meter.get("cpu_seconds", 0.0)) for meter in trainings)
    return _cost(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        measured_joules=0.0,
        modelled_cpu_seconds=cpu_seconds,
        memory=max(float(meter.get("peak_bytes", 0.0)) for meter in trainings),
        origin=f"modelled: {flops:.3g} FLOPs at {rate:.3g} FLOP/s, the mean of {len(trainings)} measured trainings",
        memory_origin=f"modelled: the largest of {len(trainings)} measured trainings",
    )


def _cost(
    seconds: float,
    cpu_seconds: float,
    measured_joules: float,
    modelled_cpu_seconds: float,
    memory: float,
    origin: str,
    memory_origin: str,
) -> Cost:
    """Put energy and emissions to the measured figures."""
    core, site, grid = device_named(CORE), site_named(), grid_named()
    modelled = kwh(modelled_cpu_seconds / 3600.0, 1.0, core.watts, site.pue)
    energy = measured_joules * site.pue / JOULES_PER_KWH + modelled
    parts = ["measured joules"] * (measured_joules > 0.0)
    parts += [f"modelled: CPU hours × {core.watts:g} W a core ({core.watts_source})"] * (modelled_cpu_seconds > 0.0)
    return Cost(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        kwh=energy,
        kg_co2=energy * grid.kg_co2e_per_kwh,
        memory_bytes=memory,
        sources={
            "seconds": origin,
            "cpu_seconds": origin,
            "kwh": f"{' and '.join(parts) or 'nothing was run'}; × PUE {site.pue:.2f} ({site.source})",
            "kg_co2": f"modelled: kWh × {grid.kg_co2e_per_kwh:g} kg per kWh ({grid.source})",
            "memory_bytes": memory_origin,
        },
    )
