"""The page draws what a law tells of itself, for it and against it."""

from __future__ import annotations

from typing import Any

import pytest

from foretell.laws import Fit, fit_table
from foretell.laws.signals import doubts
from foretell.nouns import Interval, Law
from foretell.report.law_trust import told_signals, trust, verdict
from foretell.report.wording import interval, number
from tests.report.test_law_page import made_table


@pytest.fixture(scope="module")
def law() -> Law:
    return fit_table(made_table(), Fit(draws=40))


def with_cut(law: Law, **changes: Any) -> Law:
    return law.model_copy(update={"cuts": (*law.cuts[:-1], law.cuts[-1].model_copy(update=changes))})


def test_the_page_draws_the_laws_own_warnings_and_no_others(law: Law) -> None:
    doubted = with_cut(law, absolute_percent=9.0)
    warned = doubted.model_copy(update={"warnings": doubts(doubted)})
    assert warned.warnings
    assert [told for kind, told in told_signals(warned) if kind == "warning"] == list(warned.warnings)
    assert trust(warned).count('class="warning"') == len(warned.warnings)
    assert verdict(warned)[2] == "doubted"


def test_warnings_come_first_and_then_what_holds(law: Law) -> None:
    kinds = [kind for kind, _ in told_signals(with_cut(law, absolute_percent=9.0))]
    assert kinds == sorted(kinds, key=("warning", "holds", "note").index)
    assert kinds.count("holds") >= 3


def test_every_warning_of_the_law_counts(law: Law) -> None:
    warned = law.model_copy(update={"warnings": ("E / L went to zero.",)})
    assert "E / L went to zero." in trust(warned)
    assert verdict(warned)[0].startswith("▲")


@pytest.mark.parametrize(
    ("centre", "low", "high", "told"),
    [
        (1.9, 1.8, 2.0, "80 % interval 1.8 to 2"),
        (1.9, 2e-192, 2.0, "at most 2 (80 %); not identified from below"),
        (1.9, 0.0, 2.0, "at most 2 (80 %); not identified from below"),
        (1.9, 1.8, 1e300, "at least 1.8 (80 %); not identified from above"),
        (2e-192, 1e-200, 1e-190, "not identified"),
        (1.9, 1e-200, 1e300, "not identified"),
        (0.1, -0.2, 0.3, "80 % interval -0.2 to 0.3"),
        (1.9, 1.9, 1.9, "no interval: no resample moved it, or none was drawn"),
    ],
)
def test_an_end_that_bounds_nothing_is_told_so(centre: float, low: float, high: float, told: str) -> None:
    assert interval(Interval(centre=centre, low=low, high=high), number) == told
