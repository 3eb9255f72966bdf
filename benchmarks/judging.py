"""A law fitted to a ladder below a cut in compute and asked for the runs above it, and how two laws compare by that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from foretell.laws import FORMS, Fit, Table, predict
from foretell.laws.backtest import BEST, backtest, places
from foretell.laws.fit import law_of
from foretell.laws.predict import Z_80
from foretell.laws.tables.budgets import budgets
from foretell.laws.tables.table import Array
from foretell.nouns import Law
from foretell.planning.forecast import PERCENT_PER_E_FOLD, least_half_width

DRAWS = 80  # where a form does not need its own number of them


@dataclass(frozen=True)
class Answers:
    """What a law said of the runs above a cut, each [m].

    `multiple`: their compute over the largest that was fitted; `span`: the largest that was fitted over the least.
    `error`: 100 ln(predicted / found). `own`, `by_rule` and `by_miss`: whether the run lay inside the law's own range
    with the noise of one run, that widened to the planner's 1.4 % an e-fold, and this to the law's own miss too;
    `width`: the mean half width of the last, in percent. `is_best`: whether the run is among the best of its budget.
    `ln_best`: ln N* at the ladder's largest compute.
    """

    multiple: Array
    span: Array
    error: Array
    own: NDArray[np.bool_]
    by_rule: NDArray[np.bool_]
    by_miss: NDArray[np.bool_]
    width: Array
    is_best: NDArray[np.bool_]
    ln_best: Array

    def __len__(self) -> int:
        return len(self.error)

    def where(self, keep: NDArray[np.bool_]) -> Answers:
        """The runs that `keep` [m] marks."""
        return Answers(*(getattr(self, each.name)[keep] for each in fields(self)))


Cuts = Mapping[float, Answers | str]  # by where the cut lies; a sentence where the law was refused


def answers(name: str, table: Table, below: float, draws: int = DRAWS) -> Answers:
    """What a law says above a cut. Raises ValueError where the runs below it do not identify the law."""
    form, under = FORMS[name], table.flops < below
    small, large = table.where(under), table.where(~under)
    drawn = form.draws if form.centre_is_median_of_draws else draws
    spec = Fit(form=name, draws=drawn)
    found = form.estimate(small, spec, drawn)
    with np.errstate(all="ignore"):
        law = law_of(form, spec, small, found)
        law = law.model_copy(update={"backtest": backtest(form, spec, small, drawn)})
        centre, low, high = predict(law, large.flops, large.params)
        off = np.log(large.loss / centre)
        ln_best = np.log(form.optimum(found.coefficients, table.flops.max())[0])
    if not np.isfinite(off).all():
        raise ValueError(f"{name} says no finite loss of some runs above the cut.")
    noise = 0.0 if "noise" in law.names else Z_80 * law.residual_sd
    sides = np.hypot(np.log([centre / low, high / centre]), noise)
    multiple, m = large.flops / law.flops_range[1], len(large)
    own, by_rule, by_miss = (_inside(off, np.maximum(sides, least)) for least in (0.0, *_wideners(law, multiple)))
    return Answers(
        multiple=multiple,
        span=np.full(m, law.flops_range[1] / law.flops_range[0]),
        error=-100.0 * off,
        own=own,
        by_rule=by_rule,
        by_miss=by_miss,
        width=100.0 * np.maximum(sides, _wideners(law, multiple)[1]).mean(axis=0),
        is_best=best_of_budgets(table)[~under],
        ln_best=np.full(m, ln_best),
    )


def _wideners(law: Law, multiple: Array) -> tuple[Array, Array]:
    """The planner's least half widths [m]: by its rule alone, and by the law's miss of its own largest budget too. The
    planner knows the valley by its name and takes the rule alone; here all laws are asked alike."""
    alike = law.model_copy(update={"form": "any"})
    rule = PERCENT_PER_E_FOLD / 100.0 * np.log(multiple)
    return rule, np.array([least_half_width(alike, float(each)) for each in multiple])


def _inside(off: Array, sides: Array) -> NDArray[np.bool_]:
    """Whether ln(found / predicted) [m] lies between the sides below and above, [2, m]."""
    return np.asarray((-sides[0] <= off) & (off <= sides[1]), dtype=np.bool_)


def best_of_budgets(table: Table) -> NDArray[np.bool_]:
    """Which rows have one of the lowest losses of their budget: a planner asks for such."""
    is_best = np.zeros(len(table), dtype=np.bool_)
    for rows in budgets(table):
        is_best[rows[np.argsort(table.loss[rows], kind="stable")[:BEST]]] = True
    return is_best


def judged(name: str, table: Table, draws: int = DRAWS) -> Cuts:
    """A law at every cut of a ladder."""
    found: dict[float, Answers | str] = {}
    for below in places(table):
        try:
            found[below] = answers(name, table, below, draws)
        except ValueError as error:
            found[below] = str(error)
    return found


def answered(cuts: Cuts) -> dict[float, Answers]:
    """The cuts at which the law was not refused."""
    return {below: each for below, each in cuts.items() if isinstance(each, Answers)}


def pooled(every: Iterable[Answers]) -> Answers | None:
    """All answers in one; None for none at all."""
    parts = [each for each in every if len(each)]
    if not parts:
        return None
    return Answers(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Answers)))


def drift(cuts: Cuts) -> float | None:
    """ln N* of the last cut less that of the first; None for fewer than two that say a size."""
    found = [each.ln_best[0] for each in answered(cuts).values() if np.isfinite(each.ln_best[0])]
    return float(found[-1] - found[0]) if len(found) > 1 else None


def mean_absolute(every: Iterable[Answers]) -> float:
    """Mean error without sign over all runs."""
    return float(np.abs(np.concatenate([each.error for each in every])).mean())


def winner(by_form: Mapping[str, Cuts]) -> str | None:
    """The law of least mean error without sign, among those that answered at as many cuts as any did."""
    there = {name: answered(cuts) for name, cuts in by_form.items()}
    most = max(map(len, there.values()))
    whole = {name: mean_absolute(each.values()) for name, each in there.items() if each and len(each) == most}
    return min(whole, key=lambda name: whole[name]) if whole else None


def beside(cuts: Cuts, yardstick: Cuts) -> float | None:
    """Mean error without sign over the yardstick's, at the cuts at which both answered; None where there are none."""
    ours, theirs = answered(cuts), answered(yardstick)
    shared = [below for below in ours if below in theirs]
    if not shared:
        return None
    return mean_absolute(ours[below] for below in shared) / mean_absolute(theirs[below] for below in shared)
