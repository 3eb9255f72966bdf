"""The inverse is the inverse, and says never where the law has a floor."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import optimum, predict
from foretell.nouns import Law
from foretell.planning.draws import NEVER, draws_of
from foretell.planning.inverse import flops_for_loss, further_loss, never_warnings
from foretell.planning.published import published_laws
from foretell.planning.published_draws import with_draws
from foretell.planning.spending import Hardware, costs


@pytest.fixture(scope="module")
def law() -> Law:
    return with_draws(published_laws()[0])


@pytest.mark.parametrize("C", [1e19, 1e21, 1e24])
def test_it_is_the_inverse_of_predict(law: Law, C: float) -> None:
    flops, never = flops_for_loss(law, float(predict(law, C)[0][0]))
    assert flops is not None
    assert flops.centre == pytest.approx(C, rel=1e-8)
    assert flops.low < flops.centre < flops.high
    assert never == 0.0


def test_each_percent_costs_more_than_the_one_before_and_below_the_floor_never_comes(law: Law) -> None:
    draws = draws_of(law)
    found = further_loss(draws, float(predict(law, 1e24)[0][0]), Hardware())
    spent = [each.flops.centre for each in found if each.flops]
    assert spent == sorted(spent)
    assert 2 <= len(spent) < 4, "the floor lies between 2 and 10 percent lower"
    floor = law.coefficients["E"]
    assert all((each.loss or 0.0) > floor for each in found if each.flops)
    assert all((each.loss or 9.9) <= floor for each in found if each.flops is None)
    assert found[-1].never > 0.5
    assert not found[-1].figures
    assert found[0].flops
    assert found[0].figures["money"] == costs(found[0].flops, Hardware())["money"]
    assert any("10 % lower loss never comes" in each for each in never_warnings(found))


def test_draws_that_see_no_way_are_counted_and_leave_the_range_open(law: Law) -> None:
    flops, never = flops_for_loss(law, law.coefficients["E"] + 0.015)
    assert flops is not None
    assert 0.1 < never < 0.5
    assert flops.is_open
    assert flops.never == never
    assert flops.high < NEVER
    assert f"{never:.0%} of them" in flops.source


def test_a_gain_costs_every_draw_more_than_what_was_asked(law: Law) -> None:
    """Draws differ in their own loss by more than 1 %: asked for one and the same lower loss, some had it already."""
    C = 5.76e23
    draws = draws_of(law)
    own = draws.loss(C, draws.optimum(C)[0][0])
    assert np.ptp(own) > 0.02 * own[0]
    first = further_loss(draws, own, Hardware())[0]
    assert first.flops
    assert first.flops.low > C
    assert first.flops.low < draws.interval(draws.flops_for(0.99 * own[0])).centre < first.flops.high
    assert draws.interval(draws.flops_for(0.99 * own[0])).low < C


def test_a_law_without_draws_has_no_range() -> None:
    flops, never = flops_for_loss(published_laws()[0], 2.0)
    assert flops is not None
    assert flops.low == flops.centre == flops.high
    assert never == 0.0
    assert optimum(published_laws()[0], flops.centre)[0].centre > 1e9
    assert flops_for_loss(published_laws()[0], 1.8) == (None, 1.0)


@pytest.mark.parametrize("loss", [0.0, -1.0, float("nan"), float("inf")])
def test_a_loss_that_is_none_is_a_sentence(law: Law, loss: float) -> None:
    with pytest.raises(ValueError, match="positive, finite number"):
        flops_for_loss(law, loss)
