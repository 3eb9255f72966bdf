"""The truth lies in an interval of 80 % about that often. Bounds are loose here: benchmarks/recovery.py tells more."""

from __future__ import annotations

import pytest

from benchmarks.recovery import coverages
from benchmarks.truths import truths
from foretell.laws import CURVES, FORMS

TIMES, DRAWS = 30, 60
LEAST = 0.55  # three standard errors of 30 simulations below 0.8
TRUTHS = truths()
WIDE = {"valley"}  # whose multiverse of floors says more than these runs, all of one floor, leave open
SLOW = {"chinchilla.envelope", "data_constrained", "data_constrained.c4"}  # tests of their own ask for them


@pytest.mark.parametrize("name", sorted(TRUTHS.keys() - SLOW))
def test_the_truth_is_found_inside(name: str) -> None:
    for quantity, share in coverages(name, TRUTHS[name], TIMES, DRAWS).items():
        assert share >= LEAST, quantity
        assert share < 1.0 or name in WIDE, f"{quantity}: an interval that always holds the truth is no 80 %"


def test_a_law_that_is_not_the_truth_is_found_out() -> None:
    assert coverages("valley.no_floor", TRUTHS["valley.high_floor"], TIMES, DRAWS)["loss"] < LEAST


def test_runs_that_identify_no_law_are_counted_against_it() -> None:
    assert coverages("kaplan", TRUTHS["chinchilla.isoflop"], 3, 0) == {"no law": 0.0}


def test_every_law_is_simulated() -> None:
    assert TRUTHS.keys() == FORMS.keys() | CURVES.keys()


def test_simulations_are_the_same_every_time() -> None:
    once, again = (coverages("kaplan.compute", TRUTHS["kaplan.compute"], 5, 20) for _ in range(2))
    assert once == again
    assert set(once) == {"loss"}
