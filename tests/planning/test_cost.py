from __future__ import annotations

import math

import pytest

from foretell.planning.cost import ahead, spent
from foretell.planning.devices import device_named

TRAININGS = [
    {"seconds": 12.0, "cpu_seconds": 10.0, "peak_bytes": 3e8, "flops": 1e12, "training_seconds": 8.0},
    {"seconds": 30.0, "cpu_seconds": 26.0, "peak_bytes": 5e8, "flops": 3e12, "training_seconds": 24.0},
]


def test_spent_adds_up_meters() -> None:
    cost = spent([*TRAININGS, {"seconds": 1.0, "cpu_seconds": 4.0}, {}])
    assert (cost.seconds, cost.cpu_seconds, cost.memory_bytes) == (43.0, 40.0, 5e8)
    assert cost.kwh == pytest.approx(40 / 3600 * device_named("cpu-core").watts * 1.10 / 1000)
    assert cost.kg_co2 == pytest.approx(cost.kwh * 0.429)
    assert cost.sources["seconds"].startswith("measured")
    assert cost.sources["kwh"].startswith("modelled")


def test_measured_joules_take_the_place_of_modelled_watts() -> None:
    cost = spent([{"seconds": 1.0, "cpu_seconds": 100.0, "joules": 3.6e6}])
    assert cost.kwh == pytest.approx(1.10)
    assert cost.sources["kwh"].startswith("measured joules;")


def test_ahead_goes_by_the_measured_rate() -> None:
    cost = ahead(8e12, TRAININGS)
    assert cost.seconds == pytest.approx(64.0)
    assert cost.cpu_seconds == pytest.approx(72.0)
    assert "1.25e+11 FLOP/s" in cost.sources["seconds"]
    assert all(source.startswith("modelled") for source in cost.sources.values())


def test_ahead_without_a_training_is_unknown() -> None:
    cost = ahead(1e12, [{"seconds": 1.0}])
    assert math.isnan(cost.kwh)
    assert "no training was measured" in cost.sources["kwh"]
