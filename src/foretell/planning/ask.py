"""What `foretell plan` may be asked, and which questions have no answer."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from foretell.nouns import Figure
from foretell.planning.serving import check_served, relative_price, served_tokens
from foretell.planning.spending import WAYS, Hardware, Spending, spend

MOST_FLOPS = 1e30  # about five times what power and chips were thought to allow in 2030 (Sevilla et al. 2024, Epoch AI)


class Ask(Spending):
    """A question to the planner: one budget, or a wanted loss or accuracy, and what else is known."""

    loss: float | None = None
    """Wanted loss, in the unit of the law's runs."""

    accuracy: float | None = None
    """Wanted accuracy on a task, from 0 to 1; it takes a fitted curve of accuracy over loss."""

    unique_tokens: float | None = None
    """Tokens of text at hand; more are had by reading them again. None: as many as needed."""

    serve_tokens: float = 0.0
    """Tokens that the finished model is to read and write in its life; the budget then pays for serving too."""

    written_tokens: float = 0.0
    """How many of the served tokens it writes itself, one by one."""

    prefill_utilisation: float | None = None
    """Utilisation while it reads, where that is not the training's."""

    decoding_utilisation: float | None = None
    """Utilisation while it writes, where that is not the training's."""

    serving_device: str = ""
    """Device that serves, where that is not the training's."""

    law: str = ""
    """Law that answers, by its form; the first given answers where none is named."""

    count: Literal["params", "params_no_embed", "effective"] = "params"
    """What the law's N counts: all parameters, those without embedding and head, or FLOPs a token / 6."""

    vocabulary: int | None = None
    """Entries of the vocabulary; None takes one that suits the size."""

    context: int = 2048
    """Tokens that the model sees at once."""

    narrow: Literal["loss", "params"] = "loss"
    """What the next runs are to narrow: the forecast loss, or the best size."""

    seed: int = Field(default=0, ge=0)
    """Seed of what is drawn."""

    @property
    def way(self) -> str:
        """How the question is put: one of flops, gpu_hours, money, kwh, days, loss, accuracy."""
        given = [name for name in (*WAYS, "loss", "accuracy") if getattr(self, name) is not None]
        if len(given) != 1:
            found = ", ".join(given) or "none"
            raise ValueError(
                f"A plan needs exactly one of {', '.join(WAYS)}, or a wanted loss or accuracy; given: {found}."
            )
        return given[0]

    @property
    def amount(self) -> float:
        return float(getattr(self, self.way))

    @property
    def hardware(self) -> Hardware:
        return Hardware(**{name: getattr(self, name) for name in Hardware.model_fields})

    @property
    def served(self) -> float:
        """Tokens served, weighed by what their FLOPs cost beside those of training (Sardana and Frankle 2024)."""
        if not self.serve_tokens:
            return 0.0
        read, written = self.serve_tokens - self.written_tokens, self.written_tokens
        return served_tokens(
            read, written, self._price(self.prefill_utilisation), self._price(self.decoding_utilisation)
        )

    def _price(self, utilisation: float | None) -> float:
        """Of a served FLOP, beside one of training."""
        if utilisation is None and not self.serving_device:
            return 1.0
        changed: dict[str, object] = {} if utilisation is None else {"utilisation": utilisation}
        if self.serving_device:  # its own precision and price; a measured utilisation was of the other device
            changed |= {"device": self.serving_device, "precision": "", "price_per_hour": None}
        return relative_price(self.hardware.model_copy(update=changed), self.hardware)

    def budget(self, factor: float = 1.0) -> dict[str, Figure]:
        """So many times the budget, in every unit."""
        spending = {name: getattr(self, name) for name in Spending.model_fields}
        return spend(Spending(**spending | {self.way: self.amount * factor}))

    def told(self) -> dict[str, float | str]:
        """What was asked, without what was left as it is."""
        fields = self.model_dump(mode="json", exclude_defaults=True)
        return {name: value if isinstance(value, str) else float(value) for name, value in fields.items()}


def checked(ask: Ask) -> Ask:
    """The question, if it has an answer. Raises ValueError, in a sentence, where it has none."""
    way, amount = ask.way, ask.amount
    if way == "accuracy" and not 0.0 < amount <= 1.0:
        raise ValueError(f"A wanted accuracy is above 0 and up to 1, and {amount:g} is not.")
    if not 0.0 < amount < math.inf:
        raise ValueError(f"A wanted {way.replace('_', ' ')} is a positive, finite number, and {amount:g} is none.")
    if way == "days" and ask.devices is None:
        raise ValueError("Days are those of so many devices at once, and no number of devices was given.")
    if ask.unique_tokens is not None and not 1.0 <= ask.unique_tokens < math.inf:
        raise ValueError(
            f"A training needs one token or more, and there are {ask.unique_tokens:g} unique ones: give the text's "
            "number of tokens, or none where there is enough."
        )
    if check_served(ask.written_tokens) > check_served(ask.serve_tokens):
        raise ValueError(
            f"Of {ask.serve_tokens:g} served tokens, {ask.written_tokens:g} cannot be written: count those read and "
            "those written in serve_tokens."
        )
    return ask
