"""How many devices hold a large training, and how much memory a served model takes: counts, not measurements.

State of mixed-precision AdamW: 16 bytes a parameter, 2 for the weight, 2 for its gradient, 12 for the 32-bit weight
and two moments, all of it shared out over the devices (Rajbhandari et al. 2020, arXiv 1910.02054, §3.1 and ZeRO-3).
Activations, which each device keeps for its own sequences: counted as Korthikanti et al. 2022 (arXiv 2205.05198, §4)
count those of a GPT, here for gated feed-forwards without dropout.

Letters: T context, L layers, d width, h attention width, f feed-forward, V vocabulary.
"""

from __future__ import annotations

from foretell.models.flops import params
from foretell.nouns import Figure, Shape
from foretell.planning.devices import Device

STATE_BYTES = 16  # a parameter: 2 + 2 + 12
HALF = 2  # bytes of a bf16 number
GATHERED_BYTES = 4  # weight and gradient of the block at hand, in bf16, whole on every device
LOGIT_BYTES = 10  # logit in bf16, log-probability and its gradient in fp32
SCORE_BYTES = 5  # of a query-key pair and head: Korthikanti et al. 2022, §4.1; none with a fused attention
RESERVE = 0.1  # of a device's memory, for fragments and buffers
MOST_POWER = 20  # of two: a million devices


def state_bytes(shape: Shape) -> float:
    """Weights, gradients and optimizer state of the whole model, in bytes."""
    return float(STATE_BYTES * params(shape))


def layer_bytes(shape: Shape, fused: bool = True) -> float:
    """Activations that one layer keeps for its backward pass, in bytes a token.

    4 d (two norms' inputs and outputs), 4 h (query, key, value, mixture) and 4 f (gate, up, gated, product) numbers of
    two bytes; 37 d bytes at f = 8/3 d, where a GPT with dropout has 34 d. Attention that is not fused keeps its scores.
    """
    h = shape.heads * shape.head_width
    scores = 0 if fused else SCORE_BYTES * shape.heads * shape.context
    return float(HALF * 4 * (shape.width + h + shape.feed_forward) + scores)


def activation_bytes(shape: Shape, sequences: int = 1, recompute: bool = False, fused: bool = True) -> float:
    """Activations and logits of one device's sequences, in bytes.

    With `recompute` each layer keeps its input alone, 2 d bytes a token, and one layer at a time is whole again.
    """
    whole = layer_bytes(shape, fused)
    layers = shape.layers * HALF * shape.width + whole if recompute else shape.layers * whole
    return float(sequences * shape.context * (layers + LOGIT_BYTES * shape.vocabulary))


def device_bytes(shape: Shape, devices: int, sequences: int = 1, recompute: bool = False, fused: bool = True) -> float:
    """What each of so many devices holds of a fully sharded training (ZeRO-3, FSDP) of `sequences` a device."""
    gathered = 0.0
    if devices > 1:
        embedding = shape.vocabulary * shape.width
        gathered = GATHERED_BYTES * max((params(shape) - 2 * embedding) / shape.layers, embedding)
    return state_bytes(shape) / devices + gathered + activation_bytes(shape, sequences, recompute, fused)


def smallest_devices(shape: Shape, device: Device, sequences: int = 1, fused: bool = True) -> Figure:
    """The least power of two of devices that holds a fully sharded training, a tenth of each left in reserve.

    Activations are kept where that takes no more devices, and else recomputed. Raises ValueError where one layer's
    and the logits are too large for the device, for then sharding alone does not help.
    """
    if sequences < 1:
        raise ValueError(f"A device trains on one sequence or more at a time, and {sequences} is none.")
    for devices in (2**power for power in range(MOST_POWER + 1)):
        for recompute in (False, True):
            if device_bytes(shape, devices, sequences, recompute, fused) <= _room(device):
                return _told(shape, device, devices, sequences, recompute, fused)
    least = device_bytes(shape, 2**MOST_POWER, sequences, True, fused)
    raise ValueError(
        f"A batch of {sequences} × {shape.context:,} tokens takes {least / 1e9:.3g} GB on every {device.title}, "
        f"however many there are, and it has {device.memory_bytes / 1e9:g}: take fewer sequences, a shorter context or "
        "a device of more memory."
    )


def is_recomputed(shape: Shape, device: Device, devices: int, sequences: int = 1, fused: bool = True) -> bool:
    """Whether so many devices hold the training only, if at all, when activations are recomputed."""
    return device_bytes(shape, devices, sequences, fused=fused) > _room(device)


def _room(device: Device) -> float:
    return (1.0 - RESERVE) * device.memory_bytes


def _told(shape: Shape, device: Device, devices: int, sequences: int, recompute: bool, fused: bool) -> Figure:
    """The count, and the sentence on what each device holds."""
    held = device_bytes(shape, devices, sequences, recompute, fused)
    kept = "recomputed" if recompute else "kept"
    return Figure(
        centre=float(devices),
        low=float(devices),
        high=float(devices),
        unit="devices",
        source=f"modelled: 16 bytes a parameter shared out (ZeRO-3), activations {kept}: {held / 1e9:.3g} of "
        f"{device.memory_bytes / 1e9:g} GB on each {device.title}, {RESERVE:.0%} of it reserve",
    )


def training_memory(shape: Shape, devices: int = 1, sequences: int = 1, recompute: bool = False) -> Figure:
    """Bytes of a training over all its devices together."""
    each = device_bytes(shape, devices, sequences, recompute)
    total = devices * each
    source = (
        f"modelled: {each / 1e9:.3g} GB on each of {devices}: 16 bytes a parameter shared out (ZeRO-3), and "
        f"activations, {'recomputed' if recompute else 'kept'}, of {sequences} × {shape.context:,} tokens"
    )
    return Figure(centre=total, low=total, high=total, unit="bytes", source=source)


def serving_memory(shape: Shape, sequences: int = 1, weight_bytes: float = HALF) -> Figure:
    """Bytes of a served model: its weights, and keys and values of `sequences` at full context, 4 L h a token."""
    cache = sequences * shape.context * 2 * HALF * shape.layers * shape.heads * shape.head_width
    total = weight_bytes * params(shape) + cache
    source = f"modelled: {weight_bytes:g} bytes a parameter, and bf16 keys and values of {sequences} sequences"
    return Figure(centre=total, low=total, high=total, unit="bytes", source=source)
