"""Whether a law that somebody gives can be asked anything: every number in it finite, and of the form's own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from foretell.laws.form import Form
from foretell.laws.forms import form_of
from foretell.nouns import Law


def check_law(law: Law, form: Form | None = None) -> None:
    """Raise ValueError, saying what is wrong, for a law that no fit of its form (or one's own) can have made."""
    for what in _faults(law, (form or form_of(law)).names):
        raise ValueError(f"This law ({law.form}) cannot be used: {what}. Fit it anew.")


def _faults(law: Law, names: tuple[str, ...]) -> Iterator[str]:
    if law.names != names:
        yield f"its names are {_listed(law.names)}, and {law.form} has {_listed(names)}"
    if law.coefficients.keys() != set(names):
        yield f"its coefficients are {_listed(law.coefficients)}, and its names {_listed(names)}"
    yield from (f"{name} is {value}" for name, value in _numbers(law) if not math.isfinite(value))
    for row in law.draws:
        if len(row) != len(names):
            yield f"one of its draws has {len(row)} numbers, and there are {len(names)} names"
        if not all(map(math.isfinite, row)):
            yield "one of its draws holds a number that is not finite"
    for what in ("flops_range", "params_range", "tokens_range"):
        low, high = getattr(law, what)
        if not 0.0 < low <= high < math.inf:
            yield f"{what} goes from {low:g} to {high:g}, and it must rise from above 0"
    yield from _faults_of_minima(law)


def _numbers(law: Law) -> Iterator[tuple[str, float]]:
    """Every single number that planning takes from a law."""
    yield from law.coefficients.items()
    yield from ((name, getattr(law, name)) for name in ("params_exponent", "tokens_exponent", "residual_sd"))
    if law.backtest:
        yield "the back-test's error", law.backtest.error_percent


def _faults_of_minima(law: Law) -> Iterator[str]:
    for m in law.minima:
        if not all(0.0 < value < math.inf for value in (m.flops, m.params, m.loss)):
            yield f"one of its minima is {m.params:g} parameters, {m.flops:g} FLOPs and a loss of {m.loss:g}"
    if any(m.flops >= n.flops for m, n in pairwise(law.minima)):
        yield "its minima do not stand in the order of their budgets"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
