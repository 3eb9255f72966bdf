from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.nouns import Interval
from foretell.planning.devices import devices
from foretell.planning.spending import WAYS, Hardware, Spending, costs, spend


def test_gpt_3_s_days_at_its_published_utilisation_are_its_published_flops() -> None:
    """Chowdhery et al. 2022 give 21.3 % with attention counted; Brown et al. 2020 say 3.14e23 FLOPs, Patterson et al.
    14.8 days: the three agree to 10 %."""
    found = spend(Spending(days=14.8, devices=10_000, device="v100-32", utilisation=0.213))
    assert found["flops"].centre == pytest.approx(3.14e23, rel=0.1)
    assert found["flops"].low == found["flops"].high
    assert found["hours"].centre == pytest.approx(14.8 * 24)


def test_a_million_of_h100() -> None:
    found = spend(Spending(money=1e6, price_per_hour=2.0, devices=1000))
    assert found["gpu_hours"].centre == 5e5
    assert found["hours"].centre == 500.0
    assert found["flops"].centre == pytest.approx(5e5 * 3600 * 989.4e12 * 0.4)
    assert found["flops"].low == pytest.approx(found["flops"].centre * 0.75)
    assert found["flops"].high == pytest.approx(found["flops"].centre * 1.25)
    assert found["money"].low == found["money"].high == pytest.approx(1e6)
    assert "price that was given" in found["money"].source


@given(
    way=st.sampled_from(["flops", "gpu_hours", "kwh", "money"]),
    amount=st.floats(1e-3, 1e30),
    device=st.sampled_from(sorted(devices())),
)
def test_what_was_asked_comes_back_exactly(way: str, amount: float, device: str) -> None:
    found = spend(Spending(**{way: amount}, device=device, devices=8))
    assert found[way].centre == pytest.approx(amount, rel=1e-9)
    assert found[way].low == pytest.approx(found[way].high, rel=1e-9)
    back = spend(Spending(flops=found["flops"].centre, device=device, devices=8))
    for name in ("gpu_hours", "hours", "kwh", "kg_co2", "money"):
        assert back[name].centre == pytest.approx(found[name].centre, rel=1e-9)


def test_every_figure_has_a_unit_a_source_and_an_interval_about_its_centre() -> None:
    for way in WAYS:
        found = spend(Spending(**{way: 1e3}, device="a100-80"))
        assert list(found) == ["flops", "gpu_hours", "hours", "kwh", "kg_co2", "money"]
        for figure in found.values():
            assert figure.low <= figure.centre <= figure.high
            assert figure.unit
            assert figure.source


def test_the_interval_of_flops_and_that_of_the_utilisation_are_independent() -> None:
    flops = Interval(centre=1e20, low=1e20 / 3.0, high=3e20)
    exact = costs(flops, Hardware(utilisation=0.4))["gpu_hours"]
    both = costs(flops, Hardware())["gpu_hours"]
    assert exact.high == pytest.approx(3.0 * exact.centre)
    assert math.log(both.high / both.centre) == pytest.approx(math.hypot(math.log(3.0), math.log(4.0 / 3.0)))
    assert math.log(both.centre / both.low) == pytest.approx(math.hypot(math.log(3.0), math.log(5.0 / 4.0)))


def test_more_devices_are_sooner_done_at_the_same_cost() -> None:
    few, many = (costs(1e20, Hardware(devices=number)) for number in (1, 64))
    assert few["hours"].centre == pytest.approx(64 * many["hours"].centre)
    assert few["money"] == many["money"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, "exactly one way, of flops, gpu_hours, money, kwh, days; given: none"),
        ({"flops": 1.0, "days": 1.0}, "given: flops, days"),
        ({"flops": 0.0}, "flops = 0"),
        ({"flops": -1.0}, "flops = -1"),
        ({"money": math.inf}, "money = inf"),
        ({"kwh": math.nan}, "kwh = nan"),
        ({"flops": 1.0, "device": "h10"}, "Did you mean 'h100'"),
        ({"flops": 1.0, "device": "v100-16", "precision": "bf16"}, "has no 'bf16'"),
        ({"flops": 1.0, "grid": "atlantis"}, "no grid named"),
        ({"flops": 1.0, "site": "atlantis"}, "no site named"),
        ({"flops": 1.0, "devices": 0}, "devices = 0"),
        ({"flops": 1.0, "utilisation": 40.0}, "share of the peak"),
        ({"flops": 1.0, "utilisation": 0.0}, "share of the peak"),
        ({"flops": 1.0, "utilisation": math.nan}, "share of the peak"),
        ({"flops": 1.0, "price_per_hour": -1.0}, "price per hour"),
        ({"money": 1.0, "price_per_hour": 0.0}, "costs nothing, so money sets no budget"),
    ],
)
def test_a_budget_that_is_none_gets_a_sentence(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        spend(Spending(**wrong))


@pytest.mark.parametrize("flops", [0.0, -1.0, math.nan, math.inf])
def test_flops_that_are_none_cost_nothing_that_can_be_said(flops: float) -> None:
    with pytest.raises(ValueError, match="positive, finite number of FLOPs"):
        costs(flops, Hardware())
