"""What only the command line of the planner adds: each option is a field of the question."""

from __future__ import annotations

import json

import pytest

from tests.test_cli import without_torch


def test_whoever_serves_names_what_it_writes_and_where() -> None:
    """Writing at a low utilisation costs more than reading, so that the model is smaller still."""
    base = ["plan", "--flops", "1e22", "--utilisation", "0.4", "--serve-tokens", "1e12", "--json"]
    writing = ["--written-tokens", "2e11", "--writing-utilisation", "0.05"]
    said = [json.loads(without_torch([*base, *more]).stdout)["options"][0]["figures"] for more in ([], writing)]
    assert said[1]["params"]["centre"] < said[0]["params"]["centre"]


def test_precision_and_site_change_the_cost_alone() -> None:
    base = ["plan", "--flops", "1e21", "--json"]
    plain, fast, hot = (
        json.loads(without_torch([*base, *more]).stdout)["options"][0]["figures"]
        for more in ([], ["--precision", "fp8"], ["--site", "world"])
    )
    assert fast["gpu_hours"]["centre"] == pytest.approx(plain["gpu_hours"]["centre"] / 2, rel=0.01)
    assert hot["kwh"]["centre"] > plain["kwh"]["centre"]
    assert plain["params"] == fast["params"] == hot["params"]
