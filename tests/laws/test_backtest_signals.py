from __future__ import annotations

from typing import Any

import pytest

from foretell.laws import Fit, Table, fit_table
from foretell.laws.backtest_signals import backtest_signals
from foretell.nouns import Law


@pytest.fixture
def law(chinchilla_ladder: Table) -> Law:
    return fit_table(chinchilla_ladder, Fit(draws=40))


def against(law: Law) -> list[str]:
    return [sentence for kind, sentence in backtest_signals(law) if kind == "warning"]


def with_cut(law: Law, **changes: Any) -> Law:
    return law.model_copy(update={"cuts": (*law.cuts[:-1], law.cuts[-1].model_copy(update=changes))})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"absolute_percent": 9.0}, "9.0 % on average"),
        ({"covered": 0.0, "tested": 10**6}, "0 % of the runs above lay inside the 80 % interval"),
        ({"params_at_top": 1e15}, "moved by a factor of"),
    ],
)
def test_a_failed_cut_is_a_doubt(law: Law, changes: dict[str, Any], told: str) -> None:
    assert not against(law)
    (found,) = against(with_cut(law, **changes))
    assert told in found


def test_a_largest_budget_that_was_missed_is_a_doubt(law: Law) -> None:
    assert law.backtest
    missed = law.model_copy(update={"backtest": law.backtest.model_copy(update={"error_percent": -3.1})})
    assert against(missed) == [
        "Fitted without the largest budget, chinchilla.parametric missed that budget's best runs by -3.1 %."
    ]


def test_what_was_not_tested_is_a_note(law: Law) -> None:
    kinds = [kind for kind, _ in backtest_signals(law.model_copy(update={"backtest": None, "cuts": ()}))]
    assert kinds == ["note", "note"]
