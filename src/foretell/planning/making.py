"""How a model of so many parameters is made: learning rate, batch, steps, and the devices that hold it.

Learning rate and batch are the Step Law's; what DeepSeek's and Kaplan's say stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from foretell.laws.published.hyperparameters import STEP_LAW_RANGES, Recommendation, hyperparameters
from foretell.models.flops import flops_per_token, params_no_embed
from foretell.nouns import Figure, Shape
from foretell.planning.ask import Ask
from foretell.planning.devices import device_named
from foretell.planning.draws import exact
from foretell.planning.large_memory import is_recomputed, smallest_devices, training_memory


def making(ask: Ask, shape: Shape, D: float, devices: int | None = None) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The figures for D tokens, and what must be said of them; `devices` are those of the answer it stands beside."""
    rates, far = rate_and_batch(params_no_embed(shape), D, flops_per_token(shape) * D)
    hardware, silent = held(ask, shape, devices)
    return rates | hardware, (*far, *silent)


def rate_and_batch(N: float, D: float, C: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """Peak learning rate, tokens a batch and steps, and a sentence where the law is asked far from its runs.

    What other laws say is named after them (`learning_rate_by_deepseek`); their sources tell where they reach.
    """
    first, *others = hyperparameters(N, D, C)
    batch = _at_most(first.batch_tokens, D)
    figures = {"batch_tokens": batch, "steps": _steps(D, batch)} | _beside(others, D)
    if first.learning_rate is not None:
        figures = {"learning_rate": first.learning_rate} | figures
    return figures, _far(first.law, N, D)


def _far(law: str, N: float, D: float) -> tuple[str, ...]:
    """A sentence where the first law is asked beyond its runs."""
    asked = {"parameters": N, "tokens": D}
    told = [
        f"{asked[name]:.3g} {name} ({low:.3g} to {high:.3g})"
        for name, (low, high) in STEP_LAW_RANGES.items()
        if not low <= asked[name] <= high
    ]
    return (f"Learning rate and batch are extrapolated beyond the runs of {law}: {', '.join(told)}.",) if told else ()


def _beside(others: Iterable[Recommendation], D: float) -> dict[str, Figure]:
    figures = {}
    for each in others:
        told = {"source": " ".join(each.warnings) or each.law}
        if each.learning_rate is not None:
            figures[f"learning_rate_by_{each.name}"] = each.learning_rate.model_copy(update=told)
        figures[f"batch_tokens_by_{each.name}"] = _at_most(each.batch_tokens, D).model_copy(update=told)
    return figures


def _at_most(found: Figure, D: float) -> Figure:
    """A batch is no more than all the text."""
    return found.model_copy(update={end: min(getattr(found, end), D) for end in ("centre", "low", "high")})


def _steps(D: float, batch: Figure) -> Figure:
    centre, low, high = D / batch.centre, D / batch.high, D / batch.low
    return Figure(centre=centre, low=low, high=high, unit="steps", source="tokens / tokens a batch")


def held(ask: Ask, shape: Shape, devices: int | None = None) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The devices in use and the memory of all of them; where devices were asked for, also the least that hold it.

    In use are those asked for, else `devices` where they hold it, else the smallest count.
    """
    device = device_named(ask.device, ask.devices_file)
    try:
        least = smallest_devices(shape, device)
    except ValueError as error:
        return {"devices": _given(ask.devices)} if ask.devices else {}, (str(error),)
    used = _in_use(ask, least, devices)
    number = int(used.centre)
    figures = {"devices": used, "least_devices": least} if ask.devices else {"devices": used}
    memory = training_memory(shape, number, recompute=is_recomputed(shape, device, number))
    return figures | {"memory_bytes": memory}, ()


def _in_use(ask: Ask, least: Figure, devices: int | None) -> Figure:
    if ask.devices:
        return _given(ask.devices)
    if devices and devices > least.centre:
        return exact(float(devices), "devices", f"as many as for what was asked; {least.centre:g} hold it")
    return least


def _given(devices: int) -> Figure:
    return exact(float(devices), "devices", "given")
