from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.models.flops import params
from foretell.nouns import Shape
from foretell.planning.devices import device_named
from foretell.planning.large_memory import (
    activation_bytes,
    device_bytes,
    layer_bytes,
    serving_memory,
    smallest_devices,
    state_bytes,
    training_memory,
)
from foretell.planning.shapes import shape_for

LLAMA_7B = Shape(
    layers=32, width=4096, heads=32, head_width=128, feed_forward=11008, vocabulary=32_000, context=2048
)  # Touvron et al. 2023
SIZES = st.sampled_from([1e8, 1e9, 7e9, 7e10])


def test_zero_s_own_example() -> None:
    """Rajbhandari et al. 2020, §3.1: 1.5 billion parameters take at least 24 GB."""
    assert state_bytes(shape_for(1.5e9)) == pytest.approx(24e9, rel=0.03)


def test_zero_shares_the_state_out() -> None:
    """Rajbhandari et al. 2020, figure 1: 7.5 billion parameters take 120 GB, and 1.9 GB each on 64 devices."""
    shape = shape_for(7.5e9)
    assert state_bytes(shape) == pytest.approx(120e9, rel=0.03)
    assert state_bytes(shape) / 64 == pytest.approx(1.9e9, rel=0.03)


def test_a_layer_keeps_what_korthikanti_et_al_count() -> None:
    """34 d bytes a token in a GPT with dropout, and 5 a T / d more of each where attention keeps its scores."""
    assert layer_bytes(LLAMA_7B) / LLAMA_7B.width == pytest.approx(34, rel=0.15)
    scores = layer_bytes(LLAMA_7B, fused=False) - layer_bytes(LLAMA_7B)
    assert scores == 5 * LLAMA_7B.heads * LLAMA_7B.context


def test_llama_s_parameters_are_the_published_ones() -> None:
    assert params(LLAMA_7B) == pytest.approx(6.74e9, rel=1e-3)
    assert serving_memory(LLAMA_7B).centre == pytest.approx(13.5e9 + 1.07e9, rel=0.01)  # half a MiB a token


@given(size=SIZES, sequences=st.integers(1, 4), name=st.sampled_from(["v100-32", "a100-80", "h200"]))
def test_the_count_holds_it_and_half_of_it_does_not(size: float, sequences: int, name: str) -> None:
    shape, device = shape_for(size), device_named(name)
    found = smallest_devices(shape, device, sequences)
    devices, room = int(found.centre), 0.9 * device.memory_bytes
    assert devices & (devices - 1) == 0
    held = [device_bytes(shape, devices, sequences, recompute) for recompute in (False, True)]
    assert min(held) <= room
    assert ("kept" in found.source) == (held[0] <= room)
    if devices > 1:
        assert device_bytes(shape, devices // 2, sequences, recompute=True) > room


@given(size=SIZES, sequences=st.integers(1, 64))
def test_recomputation_saves_memory_and_all_grows_with_the_batch(size: float, sequences: int) -> None:
    shape = shape_for(size)
    kept, again = (activation_bytes(shape, sequences, recompute) for recompute in (False, True))
    assert again < kept
    assert activation_bytes(shape, 2 * sequences) == pytest.approx(2 * kept)
    assert training_memory(shape, 4, sequences).centre == pytest.approx(4 * device_bytes(shape, 4, sequences))


def test_what_no_number_of_devices_holds_is_refused() -> None:
    with pytest.raises(ValueError, match=r"GB on every NVIDIA V100 SXM2 16 GB, however many there are"):
        smallest_devices(shape_for(1e9, context=1_000_000), device_named("v100-16"))
    with pytest.raises(ValueError, match="one sequence or more"):
        smallest_devices(LLAMA_7B, device_named("h100"), sequences=0)
