"""What core hours cost in money: a cloud's price, or one's own."""

from __future__ import annotations

from dataclasses import dataclass

from foretell.planning.cost import CORE
from foretell.planning.devices import device_named


@dataclass(frozen=True)
class Price:
    """Money for one hour of one core, and where that figure comes from."""

    per_core_hour: float
    currency: str
    source: str

    def of(self, core_seconds: float) -> float:
        """What so many seconds of one core cost."""
        return core_seconds / 3600.0 * self.per_core_hour


def price(per_core_hour: float | None = None) -> Price:
    """One's own price, in whatever currency, or else that of the cloud machine in devices.toml.

    Raises ValueError for a price that is negative or no number.
    """
    if per_core_hour is None:
        rented = device_named(CORE)
        return Price(rented.price_per_hour, rented.currency, f"{rented.price_of}: {rented.price_source}")
    if not 0.0 <= per_core_hour < float("inf"):
        raise ValueError(f"The price of a core hour is {per_core_hour:g}, and a number of 0 or more was expected.")
    return Price(per_core_hour, "", "the price that was given")
