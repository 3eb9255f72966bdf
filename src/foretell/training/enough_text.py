"""Whether there is enough text for a ladder: before anything is trained, not after."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from foretell.models.flops import flops_per_token
from foretell.nouns import Rung, Tokens
from foretell.training.ladder import Column


def check_text(columns: Sequence[Column], tokens: Tokens, max_epochs: float) -> None:
    """Raise ValueError, before anything is trained, where a rung would read the text more than `max_epochs` times.

    Up to about four epochs repeated text is nearly as good as new text: Muennighoff et al. 2023 (arXiv 2305.16264).
    """
    cells = [rung for column in columns for rung in column if rung.budget is not None]
    longest = max(cells, key=lambda rung: rung.tokens)
    most = max_epochs * tokens.train_tokens
    if longest.tokens <= most:
        return
    fitting = {rung.budget for rung in cells} - {rung.budget for rung in cells if rung.tokens > most}
    raise ValueError(
        f"The text is too small for this ladder: it has {tokens.train_tokens:,} tokens, and the ladder's longest run "
        f"(width {longest.shape.width}, {longest.budget:.3g} FLOPs) reads {longest.tokens:,}, which is "
        f"{longest.tokens / tokens.train_tokens:.1f} epochs where ladder.max_epochs allows {max_epochs:g}. "
        f"{_what_fits(fitting, cells, most)} Or add pages, or raise ladder.max_epochs: the more often text is read, "
        "the less it teaches, and no law knows of that."
    )


def _what_fits(fitting: Collection[float | None], cells: Sequence[Rung], most: float) -> str:
    """Which of the budgets can be kept; where none can, the largest that could: the narrowest size reads the most."""
    kept = sorted(budget for budget in fitting if budget is not None)
    if kept:
        return f"Set ladder.budgets to those that fit: {', '.join(f'{budget:.3g}' for budget in kept)}."
    narrowest = min(flops_per_token(rung.shape) for rung in cells)
    return f"None of the budgets fits; the largest that would is {_rounded_down(most * narrowest):.3g} FLOPs."


def _rounded_down(value: float) -> float:
    """Three digits that are not more than the value."""
    unit = 10.0 ** (math.floor(math.log10(value)) - 2)
    return math.floor(value / unit) * unit
