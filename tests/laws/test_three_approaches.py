from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws import Table, read_table, three_approaches
from foretell.laws.three_approaches import FORMS, GOPHER, PUBLISHED, difference_of, exponent_interval
from foretell.nouns import Interval
from tests.laws.ladder_of_curves import EXPONENT, ladder_of_curves


def interval(centre: float, below: float, above: float) -> Interval:
    return Interval(centre=centre, low=centre - below, high=centre + above, level=0.8)


def test_on_a_ladder_of_the_parametric_law_all_three_agree() -> None:
    found = three_approaches(ladder_of_curves(), 1e21, draws=100)
    assert [each.form for each in found.approaches] == list(FORMS)
    assert found.agree is True
    assert len(found.pairs) == 3
    N = np.geomspace(1e8, 1e11, 20_000)
    best = N[(480.0 * N**-0.35 + 2100.0 * (1e21 / (6.0 * N)) ** -0.37).argmin()]
    for each in found.approaches:
        assert each.law is not None
        assert each.law.params_exponent == pytest.approx(EXPONENT, abs=0.02)
        assert each.params is not None
        assert each.tokens is not None
        assert each.params.centre == pytest.approx(best, rel=0.12)
        assert 6.0 * each.params.centre * each.tokens.centre == pytest.approx(1e21, rel=0.01)


def test_what_cannot_be_fitted_says_why_and_the_others_go_on(chinchilla_ladder: Table) -> None:
    t = chinchilla_ladder
    one_budget = three_approaches(t.where(t.flops == t.flops[0]), draws=20)
    assert one_budget.agree is None
    assert one_budget.pairs == ()
    envelope, isoflop, parametric = one_budget.approaches
    assert "need" in envelope.refused
    assert "spent one budget" in isoflop.refused
    assert parametric.refused or parametric.law

    grid = three_approaches(t, draws=20)
    assert [bool(each.refused) for each in grid.approaches] == [True, False, False]
    assert len(grid.pairs) == 1


def test_a_law_that_no_form_fits_parts_them() -> None:
    found = three_approaches(ladder_of_curves(skew=0.05), 1e21, draws=100)
    assert found.agree is False
    apart = [pair for pair in found.pairs if not pair.agree]
    assert all(abs(pair.z) > 1.28 for pair in apart)
    assert {"chinchilla.parametric"} <= {pair.second for pair in apart}


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = ladder_of_curves()
    shuffled = table.take(np.random.default_rng(0).permutation(len(table)))
    assert three_approaches(shuffled, draws=20) == three_approaches(table, draws=20)


@pytest.mark.parametrize("flops", [0.0, -1.0, math.inf, math.nan])
def test_a_budget_that_is_none_is_refused(flops: float) -> None:
    with pytest.raises(ValueError, match="A budget must be a positive, finite number of FLOPs"):
        three_approaches(ladder_of_curves(), flops)


@pytest.mark.parametrize(("level", "draws"), [(0.0, 100), (1.0, 100), (math.nan, 100), (0.8, 1)])
def test_a_level_that_is_none_is_refused(level: float, draws: int) -> None:
    with pytest.raises(ValueError, match="Intervals need a level between 0 and 1 and two draws or more"):
        three_approaches(ladder_of_curves(), level=level, draws=draws)


def test_a_difference_of_even_intervals_is_that_of_independent_normals() -> None:
    found = difference_of(interval(0.5, 0.03, 0.03), interval(0.4, 0.04, 0.04))
    assert (found.centre, found.low, found.high) == pytest.approx((0.1, 0.05, 0.15))


@given(*[st.floats(0.0, 1.0)] * 6)
def test_a_difference_turns_its_sign_with_its_parts(a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    first, second = interval(a, b, c), interval(d, e, f)
    there, back = difference_of(first, second), difference_of(second, first)
    assert there.low <= there.centre <= there.high
    assert (there.low, there.centre, there.high) == pytest.approx((-back.high, -back.centre, -back.low))


def test_a_wider_level_has_the_wider_interval() -> None:
    law = three_approaches(ladder_of_curves(), draws=100).approaches[2].law
    assert law is not None
    narrow, wide = (exponent_interval(law, level) for level in (0.8, 0.95))
    assert wide.low < narrow.low < narrow.centre < narrow.high < wide.high
    assert narrow.low == pytest.approx(law.intervals["params_exponent"].low)


def test_the_points_of_chinchilla_side_by_side(shared: Path) -> None:
    """Read off figure 4: what they say at the budget of Gopher, beside what the paper says of its 400 models."""
    table = read_table(shared / "reference/scaling/chinchilla_fig4_points.csv")
    found = three_approaches(table.where(table.loss < np.sort(table.loss)[-5]))
    assert found.flops == GOPHER
    envelope, isoflop, parametric = found.approaches
    assert parametric.params is not None
    assert parametric.tokens is not None
    assert parametric.params.centre == pytest.approx(73.2e9, rel=0.005)
    assert parametric.tokens.centre == pytest.approx(1.312e12, rel=0.005)
    for each, exponent, params in ((envelope, 0.544, 97e9), (isoflop, 0.542, 102e9)):
        assert each.law is not None
        assert each.params is not None
        assert each.law.params_exponent == pytest.approx(exponent, abs=0.003)
        assert each.params.centre == pytest.approx(params, rel=0.03)
        assert each.law.params_exponent > PUBLISHED[each.form].exponent[2]  # above the paper's own 80 % interval
        assert each.params.low > PUBLISHED[each.form].params
    assert all(abs(pair.z) < 2.0 for pair in found.pairs)
