"""What the back-test says for a law and against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from foretell.nouns import Law

MAX_PERCENT = 2.0  # of loss, that a law may miss the runs above a cut by
LEAST_COVERED = 0.6  # of an interval that claims 0.8
MOST_DRIFT = 2.0  # of N*, as a factor

Signal = tuple[Literal["holds", "note", "warning"], str]


def backtest_signals(law: Law) -> Iterator[Signal]:
    """The largest budget; error, coverage and drift over the cuts."""
    yield from _largest_budget(law)
    if not law.cuts:
        yield "note", "Too few budgets to fit it below a cut and ask it for the runs above."
        return
    yield from _error(law)
    yield from _coverage(law)
    yield from _drift(law)


def _largest_budget(law: Law) -> Iterator[Signal]:
    test = law.backtest
    if test is None:
        yield "note", "Too few runs to hold out the largest budget."
        return
    miss = f"{test.error_percent:+.1f} %"
    yield (
        _kind(abs(test.error_percent) <= MAX_PERCENT),
        f"Fitted without the largest budget, {law.form} missed that budget's best runs by {miss}.",
    )


def _error(law: Law) -> Iterator[Signal]:
    cut = law.cuts[-1]
    yield (
        _kind(cut.absolute_percent <= MAX_PERCENT),
        f"Fitted below {cut.below:.3g} FLOPs, {law.form} missed the {cut.tested:,} runs above by "
        f"{cut.absolute_percent:.1f} % on average ({cut.error_percent:+.1f} % with its sign).",
    )


def _coverage(law: Law) -> Iterator[Signal]:
    known = [(cut.covered, cut.tested) for cut in law.cuts if cut.covered is not None]
    if not known:
        return
    covered = sum(share * tested for share, tested in known) / sum(tested for _, tested in known)
    yield (
        _kind(covered >= LEAST_COVERED),
        f"Over all cuts, {100.0 * covered:.0f} % of the runs above lay inside the 80 % interval of {law.form}.",
    )


def _drift(law: Law) -> Iterator[Signal]:
    sizes = [cut.params_at_top for cut in law.cuts if cut.params_at_top]
    if len(sizes) < 2:
        return
    factor = max(sizes) / min(sizes)
    yield (
        _kind(factor <= MOST_DRIFT),
        f"From cut to cut, the best size by {law.form} for {law.flops_range[1]:.3g} FLOPs moved by a factor of "
        f"{factor:.3g}.",
    )


def _kind(is_good: bool) -> Literal["holds", "warning"]:
    return "holds" if is_good else "warning"
