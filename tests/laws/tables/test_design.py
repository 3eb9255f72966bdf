from __future__ import annotations

import numpy as np
import pytest

from foretell.laws import FORMS, Fit, Table, fit_table
from foretell.laws.tables.design import span_warning

RANDOM = np.random.default_rng(0)


def table_of(N: np.ndarray, D: np.ndarray) -> Table:
    return Table(N, D, 6 * N * D, 2.0 + 400 * N**-0.35 + 2000 * D**-0.36)


SIZES = np.geomspace(1e6, 1e9, 12)
UNIDENTIFIED = {
    "few": (table_of(SIZES[:3], SIZES[:3] * 20), "needs at least|forecasts from at least"),
    "one budget": (table_of(SIZES, 1e17 / (6 * SIZES)), "All 12 runs spent one budget"),
    "one size": (table_of(np.full(12, 1e7), SIZES * 20), "differ in size|sizes"),
    "one line": (table_of(SIZES, SIZES * 20), "one line|sizes|differ"),
    "one D": (table_of(SIZES, np.full(12, 1e9)), "number of tokens|sizes"),
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
