"""Whether a law that somebody gives can be asked anything: every number in it finite, and of the form's own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from foretell.laws.check_numbers import faults_of_fitted
from foretell.laws.form import Form
from foretell.laws.forms import form_of
from foretell.nouns import Law


def check_law(law: Law, form: Form | None = None) -> None:
    """Raise ValueError, saying what is wrong, for a law that no fit of its form (or one's own) can have made."""
    for what in _faults(law, (form or form_of(law)).names):
        raise ValueError(f"This law ({law.form}) cannot be used: {what}. Fit it anew.")


def _faults(law: Law, names: tuple[str, ...]) -> Iterator[str]:
    yield from faults_of_fitted(law, names)
    for what in ("flops_range", "params_range", "tokens_range"):
        low, high = getattr(law, what)
        if not 0.0 < low <= high:
            yield f"{what} goes from {low:g} to {high:g}, and it must rise from above 0"
    if not law.lowest_loss > 0.0:
        yield f"lowest_loss is {law.lowest_loss:g}, and it must be above 0"
    for m in law.minima:
        if not all(0.0 < value < math.inf for value in (m.flops, m.params, m.tokens, m.loss)):
            yield (
                f"one of its minima is {m.params:g} parameters, {m.tokens:g} tokens, {m.flops:g} FLOPs and a loss of "
                f"{m.loss:g}"
            )
    if any(m.flops >= n.flops for m, n in pairwise(law.minima)):
        yield "its minima do not stand in the order of their budgets"
