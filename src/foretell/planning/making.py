"""How a model of so many parameters is made: learning rate, batch, steps, and the devices that hold it.

Learning rate and batch by the Step Law (Li et al. 2025, arXiv 2503.04715): η = 1.79 N^−0.713 D^0.307 and
B = 0.58 D^0.571 tokens, N without embeddings, the rate falling to a small one at the end.
"""

from __future__ import annotations

from foretell.models.flops import params_no_embed
from foretell.nouns import Figure, Shape
from foretell.planning.ask import Ask
from foretell.planning.devices import device_named
from foretell.planning.draws import exact
from foretell.planning.large_memory import smallest_devices, training_memory

LAW = "Step Law (Li et al. 2025), its published constants"
PARAMS, TOKENS = (2.1e8, 1.1e9), (4e9, 1e11)  # N and D of the dense models in its published grid, rounded outwards


def making(ask: Ask, shape: Shape, D: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The figures for D tokens, and what must be said of them."""
    rates, far = rate_and_batch(params_no_embed(shape), D)
    devices, silent = held(ask, shape)
    return rates | devices, (*far, *silent)


def rate_and_batch(N: float, D: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """Peak learning rate, tokens a batch and steps, and a sentence where the law is asked far from its runs."""
    rate, batch = 1.79 * N**-0.713 * D**0.307, min(0.58 * D**0.571, D)
    figures = {
        "learning_rate": exact(rate, "of AdamW, at the peak", LAW),
        "batch_tokens": exact(batch, "tokens", LAW),
        "steps": exact(D / batch, "steps", "tokens / tokens a batch"),
    }
    if PARAMS[0] <= N <= PARAMS[1] and TOKENS[0] <= D <= TOKENS[1]:
        return figures, ()
    return figures, (
        f"Learning rate and batch are extrapolated: the runs behind them had {PARAMS[0]:.2g} to {PARAMS[1]:.2g} "
        f"parameters without embeddings and {TOKENS[0]:.1g} to {TOKENS[1]:.1g} tokens; this has {N:.3g} and {D:.3g}.",
    )


def held(ask: Ask, shape: Shape) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The smallest count of devices, and the memory that they take together."""
    try:
        devices = smallest_devices(shape, device_named(ask.device, ask.devices_file))
    except ValueError as error:
        return {}, (str(error),)
    return {"devices": devices, "memory_bytes": training_memory(shape, int(devices.centre))}, ()
