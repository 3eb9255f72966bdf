"""The verdict on Kaplan's laws, on ladders of which it is known whether they hold."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from foretell.laws import Table
from foretell.laws.optima.power_law import exponent_of
from foretell.nouns import Interval
from foretell.studies.kaplan import (
    ATTENTION,
    HEAD,
    KAPLANS_COUNT,
    Kaplan,
    allocation_gap,
    closer,
    judge,
    outcome_of,
    power_law,
)

SPEC = Kaplan(draws=120)


def ladder(exponent: float, noise: float = 0.0005) -> Table:
    """Seven budgets of nine sizes about N* = 3 C^exponent, with the lowest losses as Kaplan's L(C)."""
    C = np.repeat(np.geomspace(1e17, 1e20, 7), 9)
    N = 3.0 * (C / 1e17) ** exponent * 1e7 * np.tile(np.geomspace(0.2, 5.0, 9), 7)
    best = 3.0e7 * (C / 1e17) ** exponent
    error = np.random.default_rng(5).normal(0.0, noise, len(C))
    L = (1e27 / C) ** 0.057 * np.exp(0.03 * np.log(N / best) ** 2 + error)
    return Table(N, C / (6 * N), C, L)


def recounted(table: Table, power: float) -> Table:
    """The same runs, N counted so that its exponent is another."""
    return Table(table.params**power, table.tokens, table.flops, table.loss)


def test_the_exponent_of_compute_is_found() -> None:
    part = power_law("L(C)", ladder(0.73), SPEC)
    assert part.found is not None
    assert part.found.centre == pytest.approx(0.057, abs=0.003)
    assert part.outcome == "reproduced"


@pytest.mark.parametrize(("exponent", "said"), [(0.73, "reproduced"), (0.5, "not reproduced")])
def test_the_best_size_is_judged_as_kaplan_counts(exponent: float, said: str) -> None:
    table = ladder(exponent)
    told = judge({KAPLANS_COUNT: table, HEAD: table, ATTENTION: table}, SPEC)
    assert told.found.centre == pytest.approx(exponent, abs=0.03)
    assert f"({said})" in told.reason.split("best size: ")[1]
    if said == "not reproduced":
        assert told.verdict == said
    assert told.evidence["gap to 0.5 closed by the head"] == pytest.approx(0.0, abs=1e-9)


def test_a_count_that_closes_the_gap_is_told() -> None:
    table = ladder(0.8)
    gap = allocation_gap({KAPLANS_COUNT: table, HEAD: recounted(table, 0.7), ATTENTION: recounted(table, 0.65)}, 120)
    assert gap.exponents[HEAD].centre == pytest.approx(0.56, abs=0.03)
    assert gap.closed.low > 0.0
    assert gap.closed.centre == pytest.approx(0.24, abs=0.03)


def test_what_cannot_be_fitted_is_not_resolvable_and_says_why() -> None:
    one_budget = ladder(0.73).where(ladder(0.73).flops < 1.1e17)
    told = judge({KAPLANS_COUNT: one_budget, HEAD: one_budget, ATTENTION: one_budget}, SPEC)
    assert told.verdict == "not resolvable here"
    assert "not found" in told.reason
    assert told.found == Interval(centre=0.73, low=0.0, high=1.0, level=0.95)


def test_one_part_that_fails_fails_the_claim() -> None:
    assert outcome_of(["reproduced", "reproduced"]) == "reproduced"
    assert outcome_of(["reproduced", "not resolvable here"]) == "not resolvable here"
    assert outcome_of(["reproduced", "not resolvable here", "not reproduced"]) == "not reproduced"


def test_counting_the_head_closes_the_gap_on_the_public_sweeps(shared: Path) -> None:
    """Porian et al. 2024: 0.83 as Kaplan counts, 0.70 with the head."""
    with (shared / "reference/scaling/isoflop_refinedweb_published_optima.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for count in ("kaplan", "standard"):  # one split each was published
        setting = {"hparams": "base", "warmup": "long", "decay": "kaplan", "param_count": count}
        chosen = [row for row in rows if row["n_star"] and all(row[key] == value for key, value in setting.items())]
        C, N = (np.array([float(row[key]) for row in chosen]) for key in ("flops", "n_star"))
        found[count] = exponent_of(C, N)[0]
    assert found["kaplan"] == pytest.approx(0.8338, abs=1e-4)
    assert found["standard"] == pytest.approx(0.7009, abs=1e-4)
    assert closer(np.array(found["kaplan"]), np.array(found["standard"])) == pytest.approx(0.1329, abs=2e-4)
