"""How a model of so many parameters is made: learning rate, batch, steps, and the devices that hold it."""

from __future__ import annotations

from foretell.nouns import Figure, Shape
from foretell.planning.ask import Ask
from foretell.planning.devices import device_named
from foretell.planning.large_memory import smallest_devices, training_memory


def making(ask: Ask, shape: Shape, C: float, N: float, D: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The figures, and what must be said of them."""
    return held(ask, shape)


def held(ask: Ask, shape: Shape) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The smallest count of devices, and the memory that they take together."""
    try:
        devices = smallest_devices(shape, device_named(ask.device, ask.devices_file))
    except ValueError as error:
        return {}, (str(error),)
    return {"devices": devices, "memory_bytes": training_memory(shape, int(devices.centre))}, ()
