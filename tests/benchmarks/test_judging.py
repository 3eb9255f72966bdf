from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from judging import Answers, answered, answers, beside, best_of_budgets, drift, judged, pooled, winner

from foretell.laws import FORMS, Fit, Table
from foretell.laws.backtest import backtest, cut_at, places
from foretell.laws.fit import law_of
from foretell.planning.forecast import forecast

DRAWS = 30


@pytest.fixture
def ladder() -> Table:
    """Five budgets of seven sizes from L = 1.8 + 480 N^−.35 + 2100 D^−.37, with a noise of 0.3 %."""
    C = np.repeat(np.geomspace(1e18, 1e21, 5), 7)
    N = 0.12 * C**0.5 * np.tile(np.geomspace(0.35, 2.8, 7), 5)
    D = C / (6.0 * N)
    noise = np.exp(np.random.default_rng(3).normal(0.0, 0.003, len(C)))
    return Table(N, D, C, (1.8 + 480.0 * N**-0.35 + 2100.0 * D**-0.37) * noise).sorted()


def said(*errors: float, ln_best: float = 0.0) -> Answers:
    """Answers that erred by so many percent."""
    error = np.array(errors)
    one, yes = np.ones(len(error)), np.ones(len(error), dtype=np.bool_)
    return Answers(one, one, error, yes, yes, yes, one, yes, ln_best * one)


@pytest.mark.parametrize("name", ["chinchilla.parametric", "valley", "valley.no_floor"])
def test_answers_are_those_of_the_back_test(ladder: Table, name: str) -> None:
    below = places(ladder)[1]
    found, cut = answers(name, ladder, below, DRAWS), cut_at(FORMS[name], Fit(form=name), ladder, below, DRAWS)
    assert cut is not None
    assert len(found) == cut.tested
    assert found.error.mean() == pytest.approx(cut.error_percent)
    assert np.abs(found.error).max() == pytest.approx(cut.worst_percent)
    assert found.own.mean() == pytest.approx(cut.covered)
    assert np.exp(found.ln_best[0]) == pytest.approx(cut.params_at_top)


@pytest.mark.parametrize(("name", "column"), [("chinchilla.parametric", "by_miss"), ("valley", "by_rule")])
def test_the_widened_intervals_are_the_planners(ladder: Table, name: str, column: str) -> None:
    form, below = FORMS[name], places(ladder)[0]
    small, large = ladder.where(ladder.flops < below), ladder.where(ladder.flops >= below)
    draws = form.draws if form.centre_is_median_of_draws else DRAWS
    spec = Fit(form=name, draws=draws)
    law = law_of(form, spec, small, form.estimate(small, spec, draws))
    law = law.model_copy(update={"backtest": backtest(form, spec, small, draws)})
    columns = zip(large.flops, large.params, large.tokens, strict=True)
    planned = [forecast(law, *(float(value) for value in row)) for row in columns]
    inside = [each.low <= loss <= each.high for each, loss in zip(planned, large.loss, strict=True)]
    found = answers(name, ladder, below, DRAWS)
    assert list(getattr(found, column)) == inside
    if column == "by_miss":
        assert found.width == pytest.approx([50.0 * np.log(each.high / each.low) for each in planned])


def test_wider_intervals_hold_what_narrower_ones_do(ladder: Table) -> None:
    for each in answered(judged("valley.no_floor", ladder, DRAWS)).values():
        assert not (each.own & ~each.by_rule).any()
        assert not (each.by_rule & ~each.by_miss).any()
        assert (each.multiple > 1.0).all()


def test_the_law_that_made_the_runs_wins(ladder: Table) -> None:
    by_form = {name: judged(name, ladder, DRAWS) for name in ("chinchilla.parametric", "kaplan", "valley.no_floor")}
    assert winner(by_form) == "chinchilla.parametric"
    ratio = beside(by_form["valley.no_floor"], by_form["chinchilla.parametric"])
    assert ratio is not None
    assert ratio > 1.5


def test_a_law_that_is_refused_says_why(ladder: Table) -> None:
    one_size = ladder.where(np.isclose(np.arange(len(ladder)) % 7, 3))
    found = judged("chinchilla.isoflop", one_size, DRAWS)
    assert found
    assert not answered(found)
    assert all(isinstance(each, str) and "chinchilla.isoflop needs" in each for each in found.values())


def test_the_best_of_each_budget_are_three(ladder: Table) -> None:
    is_best = best_of_budgets(ladder)
    assert is_best.reshape(5, 7).sum(axis=1).tolist() == [3] * 5
    assert all(ladder.loss[7 * i : 7 * i + 7][is_best[7 * i : 7 * i + 7]].max() < 5.0 for i in range(5))
    for rows in np.arange(35).reshape(5, 7):
        assert ladder.loss[rows][is_best[rows]].max() < ladder.loss[rows][~is_best[rows]].min()


def test_who_was_refused_at_the_hard_cuts_does_not_win_by_the_easy_ones() -> None:
    hard, easy = said(5.0, -5.0), said(1.0)
    whole, half = {1.0: hard, 2.0: easy}, {1.0: "too few runs", 2.0: said(0.1)}
    assert winner({"whole": whole, "half": half}) == "whole"
    assert winner({"a": {1.0: said(2.0)}, "b": {1.0: said(-1.0)}}) == "b"
    assert winner({"a": {1.0: "no"}}) is None
    assert winner({"a": {}}) is None


def test_laws_are_compared_where_both_answered() -> None:
    assert beside({1.0: "no", 2.0: said(1.0)}, {1.0: said(9.0), 2.0: said(-2.0)}) == pytest.approx(0.5)
    assert beside({1.0: said(1.0)}, {1.0: "no"}) is None


def test_drift_is_from_the_first_cut_to_the_last_that_say_a_size() -> None:
    cuts = {1.0: said(0.0, ln_best=1.0), 2.0: "no", 3.0: said(0.0, ln_best=5.0), 4.0: said(0.0, ln_best=2.5)}
    assert drift(cuts) == 1.5
    assert drift(cuts | {5.0: said(0.0, ln_best=np.inf)}) == 1.5
    assert drift({1.0: said(0.0)}) is None


def test_pooled_are_all_runs_of_all_cuts() -> None:
    one = pooled([said(1.0, 2.0), said(3.0)])
    assert one is not None
    assert one.error.tolist() == [1.0, 2.0, 3.0]
    assert one.where(one.error > 1.5).error.tolist() == [2.0, 3.0]
    assert pooled([]) is None
    assert pooled([replace(one).where(one.error > 9.0)]) is None
