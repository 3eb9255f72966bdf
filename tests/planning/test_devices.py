from __future__ import annotations

import pytest

from foretell.planning.devices import device_named, devices
from foretell.planning.grids import grids

GPUS = ["v100-16", "v100-32", "a100-40", "a100-80", "h100", "h200", "b200", "mi300x", "l4", "rtx-4090"]
TPUS = ["tpu-v3", "tpu-v4", "tpu-v5e", "tpu-v5p"]
KNOWN = [*GPUS, *TPUS, "cpu-core"]


def test_the_usual_devices_are_known() -> None:
    assert devices().keys() == set(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_every_figure_has_a_source_and_every_price_a_date(name: str) -> None:
    device = device_named(name)
    assert all((device.source, device.watts_source, device.price_source, device.price_date))


@pytest.mark.parametrize("name", KNOWN)
def test_fewer_bits_are_never_slower(name: str) -> None:
    peak = device_named(name).peak
    speeds = [peak[one] for one in ("fp32", "tf32", "bf16", "fp8") if one in peak]
    assert speeds == sorted(speeds)


@pytest.mark.parametrize("name", [*GPUS, *TPUS])
def test_accelerators_do_from_a_tenth_to_four_teraflops_a_watt(name: str) -> None:
    """A slip of a factor of a thousand, in any unit, would show."""
    device = device_named(name)
    assert 0.1e12 < max(device.peak.values()) / device.watts < 5e12
    assert 8e9 < device.memory_bytes < 1e12
    assert 100e9 < device.bandwidth < 1e13


def test_a_precision_that_a_device_lacks_is_told() -> None:
    with pytest.raises(ValueError, match=r"V100 SXM2 16 GB has no 'bf16': its precisions are fp32, fp16"):
        device_named("v100-16").peak_at("bf16")


def test_grids_and_sites_have_sources() -> None:
    known = grids()
    assert all(row.source for row in (*known.grid.values(), *known.site.values()))
    assert known.grid["gpt-3"].kg_co2e_per_kwh == 0.429
    assert known.grid["strubell"].kg_co2e_per_kwh == pytest.approx(0.954 * 0.45359237, rel=1e-3)
