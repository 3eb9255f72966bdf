"""Text that is read again, against the published law itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.laws import Fit, read_table
from foretell.laws.fitting import settle
from foretell.laws.fitting.certify import optima
from foretell.laws.forms.data_constrained import NAMES, base_c4, pose, repeated_loss
from foretell.nouns import Curve, Law
from foretell.planning.ask import Ask
from foretell.planning.draws import draws_of
from foretell.planning.propose import propose
from foretell.planning.published import published_laws
from foretell.planning.published_draws import with_draws
from foretell.planning.repeated_draws import OPTIMA, RepeatedDraws, with_repeats

LAW = with_draws(published_laws()[0], draws=20)


def repeated(law: Law, unique: float) -> RepeatedDraws:
    return with_repeats(draws_of(law), unique)


@given(st.floats(1e18, 1e24), st.floats(1e8, 1e11), st.floats(-2.0, 2.0))
def test_the_loss_is_that_of_the_published_law(C: float, unique: float, off: float) -> None:
    draws = repeated(LAW, unique)
    N = draws_of(LAW).optimum(C)[0] * np.exp(off)
    D = draws.tokens(C, N)
    again = unique < D
    said = repeated_loss(np.hstack([draws.theta, draws.repeats]), N, D, np.full(draws.rows, unique))
    np.testing.assert_allclose(draws.loss(C, N)[again], said[again], rtol=1e-9)


@settings(max_examples=30)
@given(st.floats(1e18, 1e24), st.floats(1e8, 1e13))
def test_the_optimum_is_the_lowest_of_a_fine_grid(C: float, unique: float) -> None:
    draws = repeated(LAW, unique)
    N, _ = draws.optimum(C)
    grid = N[None] * np.geomspace(0.01, 100.0, 801)[:, None]
    assert (draws.loss(C, N) <= draws.loss(C, grid).min(0) * (1 + 1e-9)).all()


def test_enough_text_is_no_constraint_and_less_text_is_worse() -> None:
    C, losses = 1e22, []
    for unique in (1e9, 1e10, 1e11, 1e12, 1e13):
        losses.append(repeated(LAW, unique).best_loss(C))
    assert (np.diff(losses, axis=0) <= 1e-12).all()
    np.testing.assert_array_equal(losses[-1], draws_of(LAW).best_loss(C))


def test_four_epochs_cost_little_and_forty_much() -> None:
    """Muennighoff et al. 2023, abstract: up to 4 epochs are as good as new text; by the law that they fitted, 1.1 %."""
    C = 1e21
    N, D = draws_of(LAW).optimum(C)
    fresh = draws_of(LAW).loss(C, N)
    at = {epochs: repeated(LAW, float(D[0]) / epochs).loss(C, N[0])[0] / fresh[0] - 1.0 for epochs in (4, 40)}
    assert at[4] < 0.012
    assert at[40] > 3.0 * at[4]


def test_the_range_spans_the_answers_of_all_optima() -> None:
    """At 5.76e23 FLOPs and 1e11 tokens each optimum alone says another size: 19.5e9, 47e9 and 200e9 parameters."""
    law = published_laws()[0]
    N, _ = with_repeats(draws_of(law), 1e11).optimum(5.76e23)
    np.testing.assert_allclose(N, (47.2e9, 47.2e9, 19.5e9, 199e9), rtol=0.05)
    found = repeated(LAW, 1e11)
    span = found.interval(found.optimum(5.76e23)[0])
    assert span.low < 25e9
    assert span.high > 150e9
    assert "several optima" in found.source


def test_the_optima_are_those_of_the_published_objective(shared: Path) -> None:
    table = read_table(shared / "reference/scaling/data_constrained_runs.csv", also=("in_published_fit",))
    posed = pose(base_c4, table.where(table.more["in_published_fit"] == 1.0), Fit(form="data_constrained.c4"))
    found = {(o.coefficients["R_D"], o.coefficients["R_N"]): o.objective for o in optima(posed, settle(posed), NAMES)}
    for (R_D, R_N), objective in zip(OPTIMA, (0.015826, 0.015805, 0.016922), strict=True):
        near = min(found, key=lambda place: abs(np.log(place[0] / R_D)) + abs(np.log(place[1] / R_N)))
        assert near == pytest.approx((R_D, R_N), rel=2e-3)
        assert found[near] == pytest.approx(objective, abs=1e-6)


def test_a_curve_of_repeated_text_takes_their_place() -> None:
    best, drawn = (
        (1.8, 400.0, 2000.0, 0.35, 0.36, 8.0, 3.0),
        [(1.8, 400.0, 2000.0, 0.35, 0.36, 6.0 + i, 2.0) for i in (0, 1)],
    )
    curve = Curve(
        form="data_constrained",
        target="loss",
        inputs=("params", "tokens", "unique_tokens"),
        names=NAMES,
        coefficients=dict(zip(NAMES, best, strict=True)),
        draws=tuple(drawn),
        objective=0.0,
        runs=9,
    )
    found = with_repeats(draws_of(LAW), 1e11, curve)
    np.testing.assert_array_equal(found.repeats[:4], [(8.0, 3.0), (6.0, 2.0), (7.0, 2.0), (6.0, 2.0)])
    with pytest.raises(ValueError, match="say how much there is, in unique_tokens"):
        propose((), Ask(flops=1e22), repeats=curve)
    asked = Ask(flops=1e23, unique_tokens=1e11)
    assert propose((), asked, repeats=curve).options[0].figures != propose((), asked).options[0].figures
    with pytest.raises(ValueError, match="one of repeated text"):
        with_repeats(draws_of(LAW), 1e11, curve.model_copy(update={"names": NAMES[:6]}))


@pytest.mark.parametrize("form", [1, 2])
def test_any_form_can_be_asked(laws: list[Law], form: int) -> None:
    plenty, little = (repeated(laws[form], unique) for unique in (1e12, 1e5))
    assert (little.best_loss(1e12) > plenty.best_loss(1e12)).mean() > 0.9
