"""Which tables can identify which law. What cannot be told apart is refused before it is fitted."""

from __future__ import annotations

import numpy as np

from foretell.laws.tables.budgets import budgets
from foretell.laws.tables.table import Array, Table, told

MAX_CORRELATION = 0.9995
MIN_DIFFERENT = 3
SAME_RATIO = 0.1  # of ln(D / N), from its least to its most: steps are whole numbers
WIDE = 100.0  # in compute: over more, one power law without a floor of its own cannot fit
SLACK = 1.01  # a budget is met in whole steps, so that a ladder of a factor of 100 spans a little more


def check_rows(table: Table, least: int, form: str) -> None:
    """Raise ValueError for fewer rows than `least`."""
    if len(table) < least:
        left_out = f" Left out: {told(table.excluded)}." if table.excluded else ""
        raise ValueError(f"{form} needs at least {least} runs, and there are {len(table)}: train more.{left_out}")


def check_budgets(table: Table, form: str) -> None:
    """Raise ValueError where all runs spent one budget."""
    if len(budgets(table)) < 2:
        raise ValueError(
            f"All {len(table)} runs spent one budget (about {np.median(table.flops):.3g} FLOPs), so nothing says how "
            f"loss falls with compute and {form} cannot be fitted: add runs of other budgets."
        )


def check_sizes(table: Table, form: str) -> None:
    """Raise ValueError for fewer than three sizes."""
    _check_different(table.params, "size", form)


def check_sizes_and_tokens(table: Table, form: str) -> None:
    """Raise ValueError where the runs cannot tell the effect of N from that of D."""
    _check_different(table.params, "size", form)
    _check_different(table.tokens, "number of tokens", form)
    ratio = one_ratio(table)
    if ratio is not None:
        raise ValueError(
            f"All {len(table)} runs saw about {ratio:.3g} tokens a parameter, so {form} cannot tell the effect of size "
            "from that of data: train each size on other numbers of tokens too."
        )
    r = float(np.corrcoef(np.log(table.params), np.log(table.tokens))[0, 1])
    if abs(r) > MAX_CORRELATION:
        raise ValueError(
            f"In these runs ln N and ln D move on one line (correlation {r:.4f}), so {form} cannot tell the effect of "
            "size from that of data: vary both independently."
        )


def one_ratio(table: Table) -> float | None:
    """D / N where it is (nearly) the same for all runs, though they differ in size; else None."""
    x, y = np.log(table.params), np.log(table.tokens)
    if len(table) < MIN_DIFFERENT or _different(table.params) < MIN_DIFFERENT or np.ptp(y - x) > SAME_RATIO:
        return None
    return float(np.exp(np.median(y - x)))


def one_ratio_warning(table: Table) -> tuple[str, ...]:
    """What to say where all runs lie at one D / N: laws over compute can be fitted, and none knows the best size."""
    ratio = one_ratio(table)
    if ratio is None:
        return ()
    return (
        f"All {len(table)} runs saw about {ratio:.3g} tokens a parameter, so they do not say which size is best for a "
        "budget: a law of them holds at that ratio alone.",
    )


def span_warning(table: Table, form: str) -> tuple[str, ...]:
    """What to say where a form that falls as one power law is fitted over many decades: it must miss the bend."""
    span = float(table.flops.max() / table.flops.min())
    if span <= SLACK * WIDE:
        return ()
    return (
        f"The runs span a factor of {span:,.0f} in compute; {form} is for ladders of up to {WIDE:.0f}, and beyond them "
        "it forecasts too low: use chinchilla.parametric.",
    )


def _check_different(column: Array, what: str, form: str) -> None:
    found = _different(column)
    if found == 1:
        same = "are of the same size" if what == "size" else f"saw the same {what}"
        falls = "size" if what == "size" else "data"
        raise ValueError(
            f"All {len(column)} runs {same} (about {np.median(column):.3g}), so nothing says how loss falls with "
            f"{falls} and {form} cannot be fitted: add runs that differ in {what}."
        )
    if found < MIN_DIFFERENT:
        raise ValueError(
            f"{form} needs runs that differ in {what}: at least {MIN_DIFFERENT} values, and there are {found}. "
            "Add runs."
        )


def _different(column: Array) -> int:
    """How many values a column has, those within a tenth of a percent being one."""
    return len(np.unique(np.round(np.log(column), 3)))
