from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import FORMS, Fit, Table, fit_table
from foretell.laws.tables.design import one_ratio_warning, span_warning

RANDOM = np.random.default_rng(0)


def table_of(N: np.ndarray, D: np.ndarray) -> Table:
    return Table(N, D, 6 * N * D, 2.0 + 400 * N**-0.35 + 2000 * D**-0.36)


SIZES = np.geomspace(1e6, 1e9, 12)
UNIDENTIFIED = {
    "few": (table_of(SIZES[:3], SIZES[:3] * 20), "needs at least|forecasts from at least"),
    "one budget": (table_of(SIZES, 1e17 / (6 * SIZES)), "All 12 runs spent one budget"),
    "one size": (table_of(np.full(12, 1e7), SIZES * 20), "are of the same size .about 1e.07.|sizes"),
    "one line": (table_of(SIZES, SIZES * 20), "All 12 runs saw about 20 tokens a parameter|sizes"),
    "one bent line": (table_of(SIZES, SIZES**0.7 * 5e3), "ln N and ln D move on one line|sizes"),
    "two D": (table_of(SIZES, np.where(SIZES < 3e7, 1e9, 2e9)), "at least 3 values, and there are 2|sizes"),
    "one D": (table_of(SIZES, np.full(12, 1e9)), "All 12 runs saw the same number of tokens .about 1e.09.|sizes"),
}


@pytest.mark.parametrize("name", UNIDENTIFIED)
@pytest.mark.parametrize("form", ["chinchilla.parametric", "chinchilla.isoflop"])
def test_a_design_that_identifies_no_law_is_refused(name: str, form: str) -> None:
    table, message = UNIDENTIFIED[name]
    with pytest.raises(ValueError, match=message):
        fit_table(table, Fit(form=form))


@pytest.mark.parametrize("form", [name for name in FORMS if name.startswith("valley")])
@pytest.mark.parametrize("name", ["few", "one budget", "one size"])
def test_a_valley_needs_budgets_and_sizes(name: str, form: str) -> None:
    table, message = UNIDENTIFIED[name]
    with pytest.raises(ValueError, match=message):
        fit_table(table, Fit(form=form))


@pytest.mark.parametrize(("span", "is_told"), [(100.0, False), (100.4, False), (102.0, True)])
def test_a_ladder_of_the_widest_span_is_not_told_for_its_rounding(span: float, is_told: bool) -> None:
    C = np.array([1e18, 1e18 * span])
    table = Table(np.full(2, 1e8), C / 6e8, C, np.ones(2))
    assert [text[:33] for text in span_warning(table, "valley")] == ["The runs span a factor of 102 in "] * is_told


def test_runs_of_one_ratio_of_data_to_size_are_told_that_they_know_no_best_size() -> None:
    (told,) = one_ratio_warning(table_of(SIZES, np.round(SIZES * 20 / 4096) * 4096))
    assert told.startswith("All 12 runs saw about 20 tokens a parameter, so they do not say which size is best")


@pytest.mark.parametrize(
    ("N", "D"),
    [(SIZES, np.full(12, 1e9)), (np.full(12, 1e7), np.full(12, 2e8)), (SIZES, SIZES * np.geomspace(10, 30, 12))],
)
def test_runs_of_one_size_or_of_several_ratios_are_not(N: np.ndarray, D: np.ndarray) -> None:
    assert one_ratio_warning(table_of(N, D)) == ()
