"""Text that is read again, against the published law itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.laws.forms.data_constrained import repeated_loss, with_repeats
from foretell.nouns import Law
from foretell.planning.draws import draws_of
from foretell.planning.published import published_laws
from foretell.planning.published_draws import with_draws
from foretell.planning.repeated_draws import RepeatedDraws

LAW = with_draws(published_laws()[0], draws=20)


def repeated(law: Law, unique: float) -> RepeatedDraws:
    draws = draws_of(law)
    return RepeatedDraws(law, draws.form, draws.theta, unique)


@given(st.floats(1e18, 1e24), st.floats(1e8, 1e11), st.floats(-2.0, 2.0))
def test_the_loss_is_that_of_the_published_law(C: float, unique: float, off: float) -> None:
    draws = repeated(LAW, unique)
    N = draws_of(LAW).optimum(C)[0] * np.exp(off)
    D = draws.tokens(C, N)
    again = unique < D
    said = repeated_loss(with_repeats(draws.theta), N, D, np.full(draws.rows, unique))
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


@pytest.mark.parametrize("form", [1, 2])
def test_any_form_can_be_asked(laws: list[Law], form: int) -> None:
    plenty, little = (repeated(laws[form], unique) for unique in (1e12, 1e5))
    assert (little.best_loss(1e12) > plenty.best_loss(1e12)).mean() > 0.9
