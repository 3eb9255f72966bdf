"""Learning rate and batch by the Step Law, what other laws say beside them, and where they are extrapolated."""

from __future__ import annotations

import pytest

from foretell.planning.ask import Ask
from foretell.planning.devices import device_named
from foretell.planning.large_memory import device_bytes
from foretell.planning.making import held, rate_and_batch
from foretell.planning.shapes import shape_for


def test_it_is_the_published_law_with_its_intervals() -> None:
    figures, far = rate_and_batch(1e9, 1e11, 6e20)
    assert figures["learning_rate"].centre == pytest.approx(1.79 * 1e9**-0.713 * 1e11**0.307)
    assert figures["batch_tokens"].centre == pytest.approx(0.58 * 1e11**0.571)
    for name in ("learning_rate", "batch_tokens", "steps"):
        assert figures[name].low < figures[name].centre < figures[name].high
    assert far == ()


@pytest.mark.parametrize("size", [1e9, 1.3e10, 7.2e10])
def test_memory_is_of_the_devices_in_use_and_fits_where_they_hold_it(size: float) -> None:
    found, _ = held(Ask(flops=1e20), shape_for(size))
    each = found["memory_bytes"].centre / found["devices"].centre
    assert each <= 0.9 * device_named("h100").memory_bytes
    assert "least_devices" not in found


def test_devices_that_were_given_are_in_use_and_the_least_stand_beside_them() -> None:
    shape = shape_for(7.2e10)
    for given in (8, 2048):
        found, _ = held(Ask(flops=1e20, devices=given), shape)
        assert found["devices"].centre == given
        assert found["least_devices"].centre == 32
        assert found["memory_bytes"].centre == given * device_bytes(shape, given, recompute=given < 2048)


def test_an_option_has_as_many_devices_as_the_first_where_they_hold_it() -> None:
    assert held(Ask(flops=1e20), shape_for(1.3e10), 64)[0]["devices"].centre == 64
    assert held(Ask(flops=1e20), shape_for(7.2e10), 4)[0]["devices"].centre == 32


def test_steps_and_batch_are_the_text_at_every_end() -> None:
    figures, _ = rate_and_batch(1e9, 1e11, 6e20)
    steps, batch = figures["steps"], figures["batch_tokens"]
    assert [steps.centre * batch.centre, steps.low * batch.high, steps.high * batch.low] == pytest.approx([1e11] * 3)


def test_other_laws_stand_beside_it_and_their_sources_tell_where_they_reach() -> None:
    figures, _ = rate_and_batch(1e9, 1e11, 6e20)
    assert figures["learning_rate_by_deepseek"].centre == pytest.approx(0.3118 * 6e20**-0.125)
    assert figures["learning_rate_by_kaplan"].centre == pytest.approx(0.003239 - 0.0001395 * 20.7232658)
    assert "6e+20 FLOPs lie outside" in figures["batch_tokens_by_deepseek"].source
    assert "no spread" in figures["batch_tokens_by_kaplan"].source


def test_a_law_that_says_no_rate_says_a_batch() -> None:
    figures, far = rate_and_batch(7e10, 1e12, 4e23)
    assert "learning_rate_by_kaplan" not in figures
    assert "negative beyond" in figures["batch_tokens_by_kaplan"].source
    assert len(far) == 1


def test_far_from_its_runs_it_says_so_and_a_batch_is_never_more_than_the_text() -> None:
    figures, far = rate_and_batch(1e3, 0.1, 600.0)
    assert figures["steps"].centre == 1.0
    assert "extrapolated" in far[0]
    assert far[0].count("Step Law") == 1
