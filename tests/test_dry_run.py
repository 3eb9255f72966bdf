"""What a dry run says adds up, goes by what was measured, and spends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import foretell.dry_run as module
from foretell.dry_run import TRIAL_STEPS, forecast_costs, side_by_side, trial
from foretell.lab import Lab
from foretell.models.flops import flops_per_token
from foretell.nouns import Rung
from foretell.recipe import read_recipe
from foretell.training import Ladder, ladder

MICRO = Path(__file__).resolve().parent / "journey" / "micro.toml"
RATE = 1e9


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trials of a machine that trains each width at RATE times its width."""

    def meter(rung: Rung) -> dict[str, float]:
        done = {"flops": 1e9, "training_seconds": 1.0 / rung.shape.width, "cpu_seconds": 1.0 / rung.shape.width}
        return done | {"seconds": 1.0, "peak_bytes": 1e9}

    monkeypatch.setattr(module, "trial", meter)


@pytest.mark.usefixtures("steady")
def test_rungs_add_up_to_the_ladder_and_both_to_the_total(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        told = forecast_costs(read_recipe(MICRO), lab, MICRO.parent, price_per_core_hour=3.6)
        assert lab.finished() == []
    rungs, costs = told["rungs"], told["costs"]
    for figure in ("flops", "seconds"):
        assert costs["ladder"][figure] == pytest.approx(sum(rung[figure] for rung in rungs))
    for figure in ("flops", "seconds", "cpu_seconds", "kwh", "kg_co2", "money"):
        assert costs["total"][figure] == pytest.approx(costs["ladder"][figure] + costs["target"][figure])
    assert all(rung["seconds"] == pytest.approx(rung["flops"] / (RATE * rung["width"])) for rung in rungs)
    assert costs["target"]["seconds"] == pytest.approx(3.0e10 / (RATE * 32))  # at the rate of the widest
    assert costs["ladder"]["money"] == pytest.approx(costs["ladder"]["seconds"] / 1000.0)
    assert min(rung["memory_bytes"] for rung in rungs) > 0.9e9
    assert set(told["sources"]) == set(costs["total"]) - {"flops"}


@pytest.mark.usefixtures("steady")
def test_trunks_side_by_side_take_less_time_and_as_much_work(tmp_path: Path) -> None:
    with Lab(tmp_path / "one", workers=1) as lab:
        one = forecast_costs(read_recipe(MICRO), lab, MICRO.parent)["costs"]["ladder"]
    with Lab(tmp_path / "two", workers=2) as lab:
        two = forecast_costs(read_recipe(MICRO), lab, MICRO.parent)["costs"]["ladder"]
    assert one["seconds"] / 2 <= two["seconds"] < one["seconds"]
    assert two["memory_bytes"] == pytest.approx(2 * one["memory_bytes"])
    assert [one[figure] for figure in ("cpu_seconds", "money")] == [two[figure] for figure in ("cpu_seconds", "money")]


@given(seconds=st.lists(st.floats(0.0, 1e6), min_size=1, max_size=8), workers=st.integers(1, 10))
def test_side_by_side_is_between_the_longest_and_the_sum(seconds: Sequence[float], workers: int) -> None:
    took = side_by_side(seconds, workers)
    assert max(*seconds, sum(seconds) / workers) <= took * (1 + 1e-9)
    assert took <= sum(seconds) * (1 + 1e-9)
    assert side_by_side(seconds, 1) == pytest.approx(sum(seconds))


def test_a_trial_counts_the_steps_of_the_one_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIAL_SECONDS", 1e9)
    rung = ladder(Ladder(widths=(24, 32), budgets=(1e11,)), 512)[0][0]
    meter = trial(rung)
    step = rung.sequences * rung.shape.context * flops_per_token(rung.shape)
    assert meter["flops"] == TRIAL_STEPS * step
    assert meter["training_seconds"] > 0.0
    monkeypatch.setattr(module, "TRIAL_SECONDS", 0.0)
    assert trial(rung)["flops"] == step
