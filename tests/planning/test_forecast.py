from __future__ import annotations

import math

import pytest

from foretell.laws import Table
from foretell.nouns import Law
from foretell.planning.forecast import forecast


def test_the_interval_holds_the_law_and_the_noise_of_one_run(laws: list[Law], cells: Table) -> None:
    law = laws[0]
    C, N = float(cells.flops[-1]), float(cells.params[-1])
    found = forecast(law, C, N, C / (6 * N))
    assert 0.0 < found.low < found.centre < found.high
    assert math.log(found.high / found.centre) >= 1.2816 * law.residual_sd


@pytest.mark.parametrize("E", [-30.0, float("nan"), float("inf")])
def test_a_loss_that_is_no_loss_is_refused(E: float, laws: list[Law]) -> None:
    law = laws[0].model_copy(update={"coefficients": laws[0].coefficients | {"E": E}})
    with pytest.raises(ValueError, match=r"chinchilla\.parametric gives no forecast for 1e\+06 parameters"):
        forecast(law, 1e13, 1e6, 1.6e6)


def test_draws_below_zero_are_refused(laws: list[Law]) -> None:
    law = laws[0].model_copy(update={"draws": tuple((-30.0, *row[1:]) for row in laws[0].draws)})
    with pytest.raises(ValueError, match="a loss is finite and above 0"):
        forecast(law, 1e13, 1e6, 1.6e6)


def test_a_backtest_missed_beyond_all_numbers_is_refused(laws: list[Law]) -> None:
    test = laws[0].backtest
    assert test is not None
    law = laws[0].model_copy(update={"backtest": test.model_copy(update={"error_percent": 1e7})})
    with pytest.raises(ValueError, match="to inf"):
        forecast(law, 1e13, 1e6, 1.6e6)
