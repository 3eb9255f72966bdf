"""What a budget buys and what a training costs: money, device hours, kWh and days ↔ FLOPs.

    FLOPs = device hours × 3600 × peak FLOP/s × model FLOPs utilisation (MFU)

Chowdhery et al. 2022 (arXiv 2204.02311), §4.1, for the MFU, and table 3 for published ones: GPT-3 21.3 %, MT-NLG
30.2 %, Gopher 32.5 %, PaLM 46.2 %.
"""

from __future__ import annotations

import math
from pathlib import Path

from foretell.nouns import Figure, Interval, Spec
from foretell.planning.devices import Device, device_named
from foretell.planning.energy import kwh, modelled, scaled
from foretell.planning.grids import GRID, SITE, grid_named, site_named

UTILISATION = Interval(centre=0.4, low=0.3, high=0.5)
ASSUMED = "a utilisation of 0.3 to 0.5"
UTILISATION_SOURCE = (
    "0.4 (0.3 to 0.5), an assumption: published ones are 0.213 to 0.462 (Chowdhery et al. 2022, table 3) and 0.38 to "
    "0.43 (Grattafiori et al. 2024, table 4)"
)
WAYS = ("flops", "gpu_hours", "money", "kwh", "days")


class Hardware(Spec):
    """What a training runs on, and where."""

    device: str = "h100"
    """Device by name, of the table or of a file of one's own."""

    devices: int | None = None
    """How many of them run at once; None: one, where days need a number."""

    precision: str = ""
    """Precision of the peak that is taken; the default is the device's first of bf16, fp16, fp32."""

    utilisation: float | None = None
    """Model FLOPs utilisation, as measured; None takes 0.4, and 0.3 to 0.5 for the interval."""

    price_per_hour: float | None = None
    """Own price of one device for an hour; None takes the table's."""

    grid: str = GRID
    """Whose electricity it is, for emissions."""

    site: str = SITE
    """Whose overhead is added to the devices' energy."""

    devices_file: Path | None = None
    """A TOML file with devices of one's own."""

    grids_file: Path | None = None
    """A TOML file with grids and sites of one's own."""


class Spending(Hardware):
    """A budget, named in exactly one way."""

    flops: float | None = None
    """Training compute, in floating-point operations."""

    gpu_hours: float | None = None
    """Hours of one device, summed over all devices."""

    money: float | None = None
    """In the currency of the price."""

    kwh: float | None = None
    """Energy of the devices and of the site's overhead (PUE); of hosts and network where the device's watts hold it."""

    days: float | None = None
    """Wall-clock days of all the devices at once."""


def spend(spending: Spending) -> dict[str, Figure]:
    """What a budget is, in every unit: flops, gpu_hours, hours, kwh, kg_co2 and money.

    What was asked is exact; the other side of the utilisation (FLOPs, or else all that hours bring) has its interval.
    Raises ValueError where none or two budgets are given, for one that is not positive and finite, for an unknown
    device, grid or site, and for a precision that the device lacks.
    """
    way, amount = asked(spending)
    given = f"given: {amount:g} {way.replace('_', ' ')}"
    if way == "flops":
        exact = Figure(centre=amount, low=amount, high=amount, unit="FLOPs", source="given")
        return {"flops": exact, **costs(exact, spending)}
    hours = _exact(_hours_bought(way, amount, spending))
    per_hour = utilised(spending)
    flops = scaled(per_hour, hours.centre, "FLOPs", f"{given}; {per_hour.source}")
    return {"flops": flops, **_bill(scaled(hours, 1.0, "device hours", given), spending)}


def costs(flops: float | Interval, hardware: Hardware) -> dict[str, Figure]:
    """What so many FLOPs cost: gpu_hours, hours (on all devices at once), kwh, kg_co2 and money.

    Ranges are those of the utilisation, an assumption where it is not given, and of `flops`, taken as independent.
    Raises ValueError as `spend` does.
    """
    wanted = flops if isinstance(flops, Interval) else _exact(flops)
    if not (0.0 < wanted.low <= wanted.centre <= wanted.high < math.inf):
        raise ValueError(f"A training costs a positive, finite number of FLOPs, and {wanted.centre:g} is none.")
    return _bill(_hours_needed(wanted, utilised(hardware)), hardware)


def asked(spending: Spending) -> tuple[str, float]:
    """The one way in which the budget is named, and how much it is."""
    given = {way: value for way in WAYS if (value := getattr(spending, way)) is not None}
    if len(given) != 1:
        found = ", ".join(given) or "none"
        raise ValueError(f"A budget is named in exactly one way, of {', '.join(WAYS)}; given: {found}.")
    ((way, amount),) = given.items()
    if not 0.0 < amount < math.inf:
        raise ValueError(f"A budget is a positive, finite number, and {way} = {amount:g} is none.")
    return way, amount


def utilised(hardware: Hardware) -> Figure:
    """FLOPs that one device does in an hour: peak × utilisation, with the utilisation's interval."""
    device, own = device_of(hardware), hardware.utilisation
    if own is not None and not 0.0 < own <= 1.0:
        raise ValueError(f"A utilisation is a share of the peak, above 0 and up to 1, and {own:g} is none.")
    precision = hardware.precision or next((p for p in ("bf16", "fp16") if p in device.peak), "fp32")
    peak = device.peak_at(precision)
    told = UTILISATION_SOURCE if own is None else f"{own:g}, as given"
    source = f"modelled: {device.title}, {peak:g} FLOP/s of {precision} × utilisation {told}"
    found = scaled(UTILISATION if own is None else _exact(own), peak * 3600.0, "FLOPs per device hour", source)
    return found if own is not None else found.model_copy(update={"assumed": ASSUMED})


def device_of(hardware: Hardware) -> Device:
    """The device, at one's own price where that is given. Raises ValueError for a price that is none."""
    device, price = device_named(hardware.device, hardware.devices_file), hardware.price_per_hour
    if price is None:
        return device
    if not 0.0 <= price < math.inf:
        raise ValueError(f"A price per hour is a finite number of 0 or more, and {price:g} is none.")
    own = {"price_per_hour": price, "price_source": "the price that was given", "price_date": ""}
    return device.model_copy(update=own)


def count(hardware: Hardware) -> int:
    """How many devices run at once. Raises ValueError for fewer than one."""
    number = 1 if hardware.devices is None else hardware.devices
    if number < 1:
        raise ValueError(f"A training runs on one device or more, and devices = {number}.")
    return number


def _hours_bought(way: str, amount: float, hardware: Hardware) -> float:
    """Device hours that a budget other than FLOPs buys."""
    device = device_of(hardware)
    if way == "days":
        return amount * 24.0 * count(hardware)
    if way == "kwh":
        return amount / kwh(1.0, 1.0, device.watts, site_named(hardware.site, hardware.grids_file).pue)
    if way == "money":
        if device.price_per_hour == 0.0:
            raise ValueError(f"An hour of {device.title} costs nothing, so money sets no budget: name hours or FLOPs.")
        return amount / device.price_per_hour
    return amount


def _hours_needed(flops: Interval, per_hour: Figure) -> Figure:
    """FLOPs ÷ FLOPs per hour: relative widths on each side add as the sides of a right angle, in logs."""
    below = math.hypot(math.log(flops.centre / flops.low), math.log(per_hour.high / per_hour.centre))
    above = math.hypot(math.log(flops.high / flops.centre), math.log(per_hour.centre / per_hour.low))
    centre = flops.centre / per_hour.centre
    return Figure(
        centre=centre,
        low=centre * math.exp(-below),
        high=centre * math.exp(above),
        unit="device hours",
        source=per_hour.source,
        assumed=per_hour.assumed,
        never=flops.never if isinstance(flops, Figure) else 0.0,
    )


def _bill(device_hours: Figure, hardware: Hardware) -> dict[str, Figure]:
    """All that so many device hours bring."""
    device, number = device_of(hardware), count(hardware)
    site = site_named(hardware.site, hardware.grids_file)
    grid = grid_named(hardware.grid, hardware.grids_file)
    source = ", ".join(filter(None, (device.price_source, device.price_date)))
    price = f"device hours × {device.price_per_hour:g} {device.currency} ({source})"
    return {
        "gpu_hours": device_hours,
        "hours": scaled(device_hours, 1.0 / number, "hours", f"device hours over {number} × {device.title}"),
        **modelled(device_hours, device, site, grid),
        "money": scaled(device_hours, device.price_per_hour, device.currency, price),
    }


def _exact(number: float) -> Interval:
    return Interval(centre=number, low=number, high=number)
