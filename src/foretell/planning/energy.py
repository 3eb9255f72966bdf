"""Energy and emissions of a training, by the formulas of Patterson et al. 2021 (arXiv 2104.10350), §2.

kWh = hours × processors × mean watts × PUE / 1000
kg CO2e = kWh × kg CO2e per kWh
"""

from __future__ import annotations

from foretell.nouns import Figure, Interval
from foretell.planning.devices import Device
from foretell.planning.grids import Grid, Site

JOULES_PER_KWH = 3.6e6


def kwh(hours: float, processors: float, watts: float, pue: float) -> float:
    """Energy of `processors` that draw `watts` each, with the site's overhead."""
    return hours * processors * watts * pue / 1000.0


def modelled(device_hours: Interval, device: Device, site: Site, grid: Grid) -> dict[str, Figure]:
    """`kwh` and `kg_co2` of so many hours of one device, at its mean watts."""
    energy = scaled(
        device_hours,
        kwh(1.0, 1.0, device.watts, site.pue),
        "kWh",
        f"modelled: device hours × {device.watts:g} W ({device.watts_source}) × PUE {site.pue:.2f} ({site.source}); "
        "hosts and network are in it only where those watts hold them",
    )
    return {"kwh": energy, "kg_co2": emitted(energy, grid)}


def measured(joules: float, meter: str, site: Site, grid: Grid) -> dict[str, Figure]:
    """`kwh` and `kg_co2` of energy that a meter of the devices, such as NVML or RAPL, read; the site's part is added.

    Raises ValueError for joules that are negative or not finite.
    """
    if not 0.0 <= joules < float("inf"):
        raise ValueError(f"{meter} read {joules:g} J, and a finite number of 0 or more was expected.")
    read = joules / JOULES_PER_KWH
    source = f"measured: {meter}; × PUE {site.pue:.2f} ({site.source})"
    energy = scaled(Interval(centre=read, low=read, high=read), site.pue, "kWh", source)
    return {"kwh": energy, "kg_co2": emitted(energy, grid)}


def emitted(energy: Figure, grid: Grid) -> Figure:
    """What the grid emitted for so many kWh, in kg of CO2 equivalent."""
    return scaled(
        energy,
        grid.kg_co2e_per_kwh,
        "kg CO2e",
        f"modelled: kWh × {grid.kg_co2e_per_kwh:g} kg per kWh, {grid.title} ({grid.source})",
    )


def scaled(number: Interval, factor: float, unit: str, source: str) -> Figure:
    """The number and its range times `factor`, in another unit; what is assumed or never comes, stays so."""
    assumed, never = (number.assumed, number.never) if isinstance(number, Figure) else ("", 0.0)
    return Figure(
        centre=number.centre * factor,
        low=number.low * factor,
        high=number.high * factor,
        level=number.level,
        unit=unit,
        source=source,
        assumed=assumed,
        never=never,
    )
