"""What the back-test's cuts say for and against a law."""

from __future__ import annotations

from collections.abc import Iterator

from foretell.nouns import Law
from foretell.planning.lights import MAX_BACKTEST_PERCENT
from foretell.report.markup import join
from foretell.report.records import cite
from foretell.report.wording import counted, number, percent, share

LEAST_COVERED = 0.6  # of an interval that claims 0.8
MOST_DRIFT = 2.0  # of N*, as a factor

Signal = tuple[str, str]  # its kind (holds, note or warning) and a sentence


def backtest_signals(law: Law) -> Iterator[Signal]:
    """Error, coverage and drift over the cuts."""
    if not law.cuts:
        yield "note", "Too few budgets to fit it below a cut and ask it for the runs above."
        return
    yield from _error(law)
    yield from _coverage(law)
    yield from _drift(law)


def _error(law: Law) -> Iterator[Signal]:
    cut = law.cuts[-1]
    kind = "holds" if cut.absolute_percent <= MAX_BACKTEST_PERCENT else "warning"
    said = f"Fitted below {number(cut.below, 3)} FLOPs, it missed the {counted(cut.tested, 'run')} above by "
    error = cite(law, f"{cut.absolute_percent:.1f} % on average ({percent(cut.error_percent)} with its sign)")
    yield kind, join(said, error, ".")


def _coverage(law: Law) -> Iterator[Signal]:
    known = [(cut.covered, cut.tested) for cut in law.cuts if cut.covered is not None]
    if not known:
        return
    covered = sum(share * tested for share, tested in known) / sum(tested for _, tested in known)
    kind = "holds" if covered >= LEAST_COVERED else "warning"
    yield kind, join("Over all cuts, ", cite(law, share(covered)), " of the runs above lay inside its 80 % interval.")


def _drift(law: Law) -> Iterator[Signal]:
    sizes = [cut.params_at_top for cut in law.cuts if cut.params_at_top]
    if len(sizes) < 2:
        return
    factor = max(sizes) / min(sizes)
    said = f"From cut to cut, its best size for {number(law.flops_range[1], 3)} FLOPs moved by a factor of "
    yield ("holds" if factor <= MOST_DRIFT else "warning"), join(said, cite(law, number(factor, 3)), ".")
