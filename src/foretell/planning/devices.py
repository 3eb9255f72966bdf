"""Devices that train models: peak by precision, memory, watts, price. From devices.toml and a file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from foretell.nouns import Noun
from foretell.planning.catalogue import built_in, named, own

Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
FILE = "devices.toml"


class Device(Noun):
    """One processor. `peak` in dense FLOP/s by precision, `bandwidth` in bytes per second, `watts` as modelled with,
    `price_per_hour` of one device in `currency`; each with its source."""

    title: str
    peak: dict[str, Positive] = Field(min_length=1)
    memory_bytes: Positive
    bandwidth: Positive
    watts: Positive
    watts_source: str
    price_per_hour: float = Field(ge=0.0, allow_inf_nan=False)
    currency: str = "USD"
    price_source: str
    price_of: str = ""
    price_date: str
    source: str

    def peak_at(self, precision: str) -> float:
        """Dense FLOP/s at a precision. Raises ValueError for one that the device lacks."""
        if precision in self.peak:
            return self.peak[precision]
        raise ValueError(f"{self.title} has no {precision!r}: its precisions are {', '.join(self.peak)}.")


class Devices(Noun):
    """The page of a file: devices by name."""

    device: dict[str, Device] = {}


def devices(extra: Path | None = None) -> dict[str, Device]:
    """Every device by name; a file of one's own adds devices, or takes the place of those of the same name.

    Raises ValueError for a file that is not such a table, naming the file and the key.
    """
    return built_in(FILE, Devices).device | (own(extra, Devices).device if extra else {})


def device_named(name: str, extra: Path | None = None) -> Device:
    """The device of this name ("h100", "NVIDIA H100 SXM"). Raises ValueError with the nearest for an unknown one."""
    return named(devices(extra), name, "device")[1]
