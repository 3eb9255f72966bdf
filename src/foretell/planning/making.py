"""How a model of so many parameters is made: learning rate, batch, steps, and the devices that hold it.

Learning rate and batch are the Step Law's; what DeepSeek's and Kaplan's say stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from foretell.laws.published.hyperparameters import Recommendation, hyperparameters
from foretell.models.flops import flops_per_token, params_no_embed
from foretell.nouns import Figure, Shape
from foretell.planning.ask import Ask
from foretell.planning.devices import device_named
from foretell.planning.large_memory import smallest_devices, training_memory


def making(ask: Ask, shape: Shape, D: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The figures for D tokens, and what must be said of them."""
    rates, far = rate_and_batch(params_no_embed(shape), D, flops_per_token(shape) * D)
    devices, silent = held(ask, shape)
    return rates | devices, (*far, *silent)


def rate_and_batch(N: float, D: float, C: float) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """Peak learning rate, tokens a batch and steps, and a sentence where the law is asked far from its runs.

    What other laws say is named after them (`learning_rate_by_deepseek`); their sources tell where they reach.
    """
    first, *others = hyperparameters(N, D, C)
    batch = _at_most(first.batch_tokens, D)
    figures = {"batch_tokens": batch, "steps": _steps(D, batch)} | _beside(others, D)
    if first.learning_rate is not None:
        figures = {"learning_rate": first.learning_rate} | figures
    far = (f"Learning rate and batch are extrapolated: {' '.join(first.warnings)}",) if first.warnings else ()
    return figures, far


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


def held(ask: Ask, shape: Shape) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """The smallest count of devices, and the memory that they take together."""
    try:
        devices = smallest_devices(shape, device_named(ask.device, ask.devices_file))
    except ValueError as error:
        return {}, (str(error),)
    return {"devices": devices, "memory_bytes": training_memory(shape, int(devices.centre))}, ()
