from __future__ import annotations

import math

import pytest

from foretell.planning import price
from foretell.planning.devices import device_named


def test_an_hour_of_eight_cores_is_what_the_source_says() -> None:
    found = price()
    assert 8 * found.of(3600.0) == pytest.approx(0.34)
    assert found.currency == "USD"
    assert device_named("cpu-core").price_source in found.source


def test_ones_own_price_takes_its_place() -> None:
    assert price(2.0).of(1800.0) == 1.0
    assert price(0.0).of(1800.0) == 0.0
    assert "given" in price(2.0).source


@pytest.mark.parametrize("wrong", [-1.0, math.inf, math.nan])
def test_a_price_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="a number of 0 or more was expected"):
        price(wrong)
