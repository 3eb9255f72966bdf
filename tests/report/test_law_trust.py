"""Whether a law may be trusted is judged by all that it tells of itself, not by one error."""

from __future__ import annotations

from typing import Any

import pytest

from foretell.laws import Fit, fit_table
from foretell.nouns import Interval, Law
from foretell.report.fit_checks import certified, is_certain
from foretell.report.law_trust import signals, verdict
from foretell.report.wording import interval, number
from tests.report.test_law_page import made_table


@pytest.fixture(scope="module")
def law() -> Law:
    return fit_table(made_table(), Fit(draws=40))


def against(law: Law) -> list[str]:
    return [sentence for kind, sentence in signals(law) if kind == "warning"]


def with_cut(law: Law, **changes: Any) -> Law:
    return law.model_copy(update={"cuts": (*law.cuts[:-1], law.cuts[-1].model_copy(update=changes))})


def test_a_sound_law_has_checks_that_hold(law: Law) -> None:
    kinds = [kind for kind, _ in signals(law)]
    assert kinds.count("holds") >= 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"absolute_percent": 9.0}, "9.0 % on average"), ({"covered": 0.0, "tested": 10**6}, "inside its 80 % interval")],
)
def test_a_failed_cut_is_a_doubt(law: Law, changes: dict[str, Any], told: str) -> None:
    before, after = against(law), against(with_cut(law, **changes))
    assert len(after) == len(before) + 1
    assert any(told in sentence for sentence in after)
    assert verdict(with_cut(law, **changes))[2] == "doubted"


def test_drift_of_the_best_size_is_a_doubt(law: Law) -> None:
    first = law.cuts[0].params_at_top
    assert first
    moved = [s for s in against(with_cut(law, params_at_top=1000 * first)) if "moved by a factor" in s]
    assert len(moved) == 1


def test_every_warning_of_the_law_counts(law: Law) -> None:
    warned = law.model_copy(update={"warnings": ("E / L went to zero.",)})
    assert "E / L went to zero." in against(warned)
    assert verdict(warned)[0].startswith("▲")


def test_a_law_without_draws_is_doubted() -> None:
    assert any("No resample" in sentence for sentence in against(fit_table(made_table(), Fit(draws=0))))


def test_a_search_that_stands_alone_is_no_certificate(law: Law) -> None:
    assert law.checks
    found = law.checks.certificate
    assert found
    assert is_certain(found)
    alone = found.model_copy(update={"agreeing": 1, "disagreement": 0.1})
    assert not is_certain(alone)
    assert certified(alone).startswith("Only 1 of")


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
