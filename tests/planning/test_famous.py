from __future__ import annotations

import pytest

from foretell.planning.devices import device_named
from foretell.planning.famous import famous

MODELS = famous()


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_a_source_and_so_have_its_costs(name: str) -> None:
    model = MODELS[name]
    assert model.source
    assert bool(model.cost_source) == bool(model.device_hours or model.mwh or model.tonnes_co2)
    assert "remembered" not in model.source + model.cost_source, "a source is a paper and a place in it"


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.flops])
def test_a_papers_own_flops_are_near_six_n_d(name: str) -> None:
    """Gopher's is the largest difference: 5.04e23 and 5.76e23, for the paper counts attention and embeddings."""
    model = MODELS[name]
    assert model.flops == pytest.approx(model.six_nd, rel=0.15)


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.device_hours])
def test_device_hours_mean_a_utilisation_that_can_be(name: str) -> None:
    """The hours at the device's peak, in its training precision: between a fifth and nine tenths of it used."""
    model = MODELS[name]
    assert model.device_hours is not None
    device = device_named(model.device)
    peak = device.peak.get("bf16") or device.peak["fp16"]
    assert 0.15 < model.six_nd / (model.device_hours * 3600.0 * peak) < 0.9


def test_tokens_per_parameter() -> None:
    assert MODELS["chinchilla"].tokens_per_param == pytest.approx(20.0)
    assert MODELS["mt-nlg"].tokens_per_param == pytest.approx(0.51, abs=0.005)
