"""The published energy figures of the field, from their published inputs."""

from __future__ import annotations

import math

import pytest

from foretell.nouns import Interval
from foretell.planning.devices import device_named
from foretell.planning.energy import emitted, kwh, measured, modelled, scaled
from foretell.planning.famous import famous
from foretell.planning.grids import grid_named, site_named

LB_PER_KG = 1.0 / 0.45359237


def hours(number: float) -> Interval:
    return Interval(centre=number, low=number / 2.0, high=number * 2.0)


def test_gpt_3_by_patterson_et_al() -> None:
    """14.8 days on 10,000 V100 of 330 W, PUE 1.10, .429 kg a kWh: 1287 MWh and 552 t, to the rounding of the inputs."""
    found = modelled(hours(14.8 * 24 * 10_000), device_named("v100-32"), site_named("gpt-3"), grid_named("gpt-3"))
    assert found["kwh"].centre / 1000 == pytest.approx(1287, rel=3e-3)
    assert found["kg_co2"].centre / 1000 == pytest.approx(552, rel=3e-3)
    assert found["kwh"].centre / 1000 == pytest.approx(1289, abs=0.5)
    assert found["kg_co2"].centre / 1000 == pytest.approx(553, abs=0.5)


def test_flan_by_wei_et_al() -> None:
    """451 MWh and 26 t; the energy from LaMDA's 57.7 days of 1024 TPU v3 at 289 W and PUE 1.10, as remembered."""
    energy = kwh(57.7 * 24, 1024, 289, 1.10)
    assert energy / 1000 == pytest.approx(451, rel=3e-3)
    published = scaled(hours(451e3), 1.0, "kWh", "published")
    assert emitted(published, grid_named("flan")).centre / 1000 == pytest.approx(26, abs=0.5)


LLAMA = {"llama-7b": (36, 14), "llama-13b": (59, 23), "llama-33b": (233, 90), "llama-65b": (449, 173)}


@pytest.mark.parametrize("name", LLAMA)
def test_llama_by_touvron_et_al(name: str) -> None:
    """Table 15: GPU hours at 400 W, PUE 1.1 and .385 kg a kWh, rounded to whole MWh and tonnes."""
    model, (mwh, tonnes) = famous()[name], LLAMA[name]
    assert model.device_hours is not None
    found = modelled(hours(model.device_hours), device_named(model.device), site_named("llama"), grid_named("llama"))
    assert found["kwh"].centre / 1000 == pytest.approx(mwh, abs=1.0)
    assert found["kg_co2"].centre / 1000 == pytest.approx(tonnes, abs=0.6)
    assert (model.mwh, model.tonnes_co2) == (mwh, tonnes)


def test_gopher_by_rae_et_al() -> None:
    """380 t from 920 hours of 4096 TPU v3, 283 W, PUE 1.08 and .330 kg a kWh; all as remembered, and they agree."""
    model = famous()["gopher"]
    assert model.device_hours == 920 * 4096
    found = modelled(hours(model.device_hours), device_named("tpu-v3"), site_named("gopher"), grid_named("gopher"))
    assert found["kg_co2"].centre / 1000 == pytest.approx(380, rel=3e-3)


def test_palm_by_chowdhery_et_al() -> None:
    """271 t from 8.4 million hours of a TPU v4 at 378.5 W, PUE 1.08 and .079 kg a kWh; as remembered."""
    model = famous()["palm"]
    assert model.device_hours == 1200 * 6144 + 336 * 3072
    found = modelled(hours(model.device_hours), device_named("tpu-v4"), site_named("palm"), grid_named("palm"))
    assert found["kwh"].centre / 1000 == pytest.approx(3436, rel=1e-3)
    assert found["kg_co2"].centre / 1000 == pytest.approx(271, abs=0.5)


# Strubell et al. 2019, table 3: (watts of all parts together, hours, kWh × PUE, lb of CO2e), as remembered; the last
# two follow from the first two by their eq. 1 and 2.
STRUBELL = {
    "Transformer (base)": (1415.78, 12, 27, 26),
    "Transformer (big)": (1515.43, 84, 201, 192),
    "ELMo": (517.66, 336, 275, 262),
    "BERT (base)": (12_041.51, 79, 1507, 1438),
    "neural architecture search": (1515.43, 274_120, 656_347, 626_155),
}
LB_OF_A_CAR = 126_000  # table 1: its lifetime, fuel included


@pytest.mark.parametrize("name", STRUBELL)
def test_strubell_et_al(name: str) -> None:
    """p_t = 1.58 t (p_c + p_r + g p_g) / 1000 and CO2e = 0.954 p_t, in lb."""
    watts, time, energy, pounds = STRUBELL[name]
    found = kwh(time, 1, watts, site_named("world").pue)
    assert found == pytest.approx(energy, rel=3e-3, abs=0.5)
    emissions = emitted(scaled(hours(found), 1.0, "kWh", ""), grid_named("strubell"))
    assert emissions.centre * LB_PER_KG == pytest.approx(pounds, rel=3e-3, abs=0.5)


def test_the_search_emits_as_five_cars_do() -> None:
    watts, time, *_ = STRUBELL["neural architecture search"]
    pounds = kwh(time, 1, watts, 1.58) * 0.954
    assert pounds == pytest.approx(626_155, abs=2)
    assert pounds / LB_OF_A_CAR == pytest.approx(5, abs=0.05)


def test_every_figure_says_whether_it_was_measured_or_modelled() -> None:
    site, grid = site_named("llama"), grid_named("france")
    said = modelled(hours(1.0), device_named("h100"), site, grid)
    assert said["kwh"].source.startswith("modelled: device hours × 700 W")
    read = measured(3.6e6, "NVML", site, grid)
    assert read["kwh"].centre == pytest.approx(1.1)
    assert read["kwh"].source.startswith("measured: NVML")
    assert read["kg_co2"].centre == pytest.approx(1.1 * 0.056)
    assert all(figure.source.startswith("modelled") for figure in (said["kg_co2"], read["kg_co2"]))


def test_intervals_go_along() -> None:
    found = modelled(hours(100.0), device_named("h100"), site_named(), grid_named())
    for figure in found.values():
        assert figure.low * 2 == pytest.approx(figure.centre)
        assert figure.centre * 2 == pytest.approx(figure.high)


@pytest.mark.parametrize("joules", [-1.0, math.nan, math.inf])
def test_joules_that_are_none_are_refused(joules: float) -> None:
    with pytest.raises(ValueError, match="RAPL read"):
        measured(joules, "RAPL", site_named(), grid_named())
