"""An option's figures agree with the forecast, the shape and the device tables that they come from."""

from __future__ import annotations

import numpy as np
import pytest

from foretell.nouns import Law
from foretell.planning.ask import Ask
from foretell.planning.asked import as_asked
from foretell.planning.devices import device_named
from foretell.planning.draws import draws_of
from foretell.planning.forecast import forecast
from foretell.planning.large_memory import smallest_devices
from foretell.planning.options import Choice, Desk, extrapolated, option
from foretell.planning.published import published_laws
from foretell.planning.shapes import COUNTS
from foretell.planning.spending import costs


def desk(law: Law, ask: Ask) -> Desk:
    return Desk(draws_of(law), ask)


@pytest.mark.parametrize("which", range(3))
def test_the_loss_is_that_of_the_sealed_forecast(laws: list[Law], which: int) -> None:
    law = laws[which]
    ask = Ask(flops=3e12, count="effective", context=64)
    found = option(desk(law, ask), as_asked(desk(law, ask))[0]).figures
    said = forecast(law, 3e12, found["params"].centre, found["tokens"].centre)
    assert (found["loss"].centre, found["loss"].high) == pytest.approx((said.centre, said.high))
    floor = draws_of(law).floor
    assert found["loss"].low == pytest.approx(floor if said.low < floor else said.low)


def test_shape_devices_and_bill_are_those_of_their_tables() -> None:
    ask = Ask(flops=1e22, device="a100-80")
    found = option(desk(published_laws()[0], ask), as_asked(desk(published_laws()[0], ask))[0])
    assert found.shape is not None
    assert COUNTS["params"](found.shape) == pytest.approx(found.figures["params"].centre, rel=0.03)
    held = smallest_devices(found.shape, device_named("a100-80"))
    assert found.figures["devices"] == held
    bill = costs(1e22, ask.hardware)
    assert found.figures["kwh"] == bill["kwh"]
    assert found.figures["hours"].centre == pytest.approx(bill["gpu_hours"].centre / held.centre)


def test_fewer_devices_than_hold_it_are_warned_of() -> None:
    ask = Ask(flops=1e24, devices=2)
    found = option(desk(published_laws()[0], ask), as_asked(desk(published_laws()[0], ask))[0])
    assert any("2 devices do not hold it" in warning for warning in found.warnings)


def test_hours_are_on_the_devices_that_were_given() -> None:
    ask = Ask(flops=5.76e23, devices=2048)
    found = option(desk(published_laws()[0], ask), as_asked(desk(published_laws()[0], ask))[0]).figures
    assert found["devices"].centre == 2048
    assert found["hours"].centre == pytest.approx(found["gpu_hours"].centre / found["devices"].centre)


def test_how_far_beyond_the_runs_on_either_side() -> None:
    law = published_laws()[0]
    (low, high), (_, most), _ = law.flops_range, law.params_range, law.tokens_range
    assert extrapolated(law, high, most, 1e11) == {}
    assert extrapolated(law, 3.0 * high, most / 2, 1e11) == {"flops": pytest.approx(3.0)}
    assert extrapolated(law, low / 4, most, 1e11) == {"flops": pytest.approx(0.25)}


def test_a_loss_that_is_none_is_a_sentence() -> None:
    law = published_laws()[0]
    below = law.model_copy(update={"coefficients": law.coefficients | {"E": -5.0}})
    one = np.array([1e22])
    with pytest.raises(ValueError, match="a loss is finite and above 0"):
        option(desk(below, Ask(flops=1e22)), Choice("as asked", "", one / 1e12, one / 1e11, one))
