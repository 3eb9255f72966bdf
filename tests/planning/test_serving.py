"""Sardana and Frankle's two cases, and a fine grid beside the search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.nouns import Law
from foretell.planning.draws import Draws, draws_of
from foretell.planning.published import published_laws
from foretell.planning.serving import best_for_total, cheapest_for_loss, relative_price, served_tokens, serving_optimum
from foretell.planning.spending import Hardware

# Hoffmann's rounded law with the exponents behind its published table, which Sardana and Frankle take.
E, A, B, ALPHA, BETA = THETA = (1.69, 406.4, 410.7, 0.336, 0.283)


@pytest.fixture(scope="module")
def law() -> Law:
    plain = published_laws()[0]
    return plain.model_copy(update={"coefficients": dict(zip(plain.names, THETA, strict=True))})


def of_quality(N: float) -> tuple[float, float]:
    """D and loss of the compute-optimal model of N parameters: α A N^−α = β B D^−β."""
    D = (BETA * B / (ALPHA * A * N**-ALPHA)) ** (1.0 / BETA)
    return D, E + A * N**-ALPHA + B * D**-BETA


def by_grid(loss: float, served: float) -> tuple[float, float, float]:
    """N, D and the whole cost by trying two hundred thousand sizes."""
    N = np.geomspace(1e8, 1e12, 200_001)
    left = loss - E - A * N**-ALPHA
    N, left = N[left > 0.0], left[left > 0.0]
    D = (B / left) ** (1.0 / BETA)
    total = 6.0 * N * D + 2.0 * N * served
    best = int(total.argmin())
    return float(N[best]), float(D[best]), float(total[best])


def test_thirty_billion_served_ten_trillion_tokens(law: Law) -> None:
    D, loss = of_quality(30e9)
    found = serving_optimum(law, loss, 1e13)
    assert float(found.params[0]) == pytest.approx(13.6e9, rel=0.005)
    assert float(found.tokens[0]) / D == pytest.approx(2.84, rel=0.005)
    assert float(found.saved[0]) == pytest.approx(0.28, rel=0.005)


def test_thirteen_billion_served_two_trillion_tokens(law: Law) -> None:
    """The published 2.15 × the data is that of 7.0e9 parameters, their size rounded; at the optimum it is 2.165."""
    D, loss = of_quality(13e9)
    found = serving_optimum(law, loss, 2e12)
    assert float(found.params[0]) == pytest.approx(6.97e9, rel=0.005)
    assert float(found.unserved[0] - found.total[0]) == pytest.approx(1.69e22, rel=0.005)
    assert float(found.saved[0]) == pytest.approx(0.174, rel=0.005)
    at_seven = (B / (loss - E - A * 7e9**-ALPHA)) ** (1.0 / BETA)
    assert at_seven / D == pytest.approx(2.15, rel=0.005)
    assert float(found.tokens[0]) / D == pytest.approx(2.165, rel=0.0005)


@settings(max_examples=25)
@given(st.floats(1e9, 1e11), st.floats(1e10, 1e14))
def test_the_search_finds_what_a_fine_grid_finds(size: float, served: float) -> None:
    plain = published_laws()[0]
    law = plain.model_copy(update={"coefficients": dict(zip(plain.names, THETA, strict=True))})
    D, loss = of_quality(size)
    found = serving_optimum(law, loss, served)
    N, _, total = by_grid(loss, served)
    assert float(found.total[0]) == pytest.approx(total, rel=1e-6)
    assert float(found.params[0]) == pytest.approx(N, rel=1e-2)
    assert float(found.params[0]) <= size * (1 + 1e-6)
    assert float(found.tokens[0]) >= D * (1 - 1e-6)


def test_nothing_served_is_the_compute_optimum(law: Law) -> None:
    D, loss = of_quality(13e9)
    found = serving_optimum(law, loss, 0.0)
    assert float(found.params[0]) == pytest.approx(13e9, rel=1e-6)
    assert float(found.tokens[0]) == pytest.approx(D, rel=1e-6)
    assert float(found.saved[0]) == pytest.approx(0.0, abs=1e-9)


def test_least_cost_for_a_loss_and_least_loss_for_a_cost_are_one_model(law: Law) -> None:
    draws = draws_of(law)
    found = cheapest_for_loss(draws, of_quality(30e9)[1], 1e13)
    N, _, C = best_for_total(draws, found.total, 1e13)
    assert float(N[0]) == pytest.approx(float(found.params[0]), rel=1e-5)
    assert float(C[0]) == pytest.approx(float(found.flops[0]), rel=1e-5)


def test_more_served_means_smaller_and_longer_for_every_form(laws: list[Law]) -> None:
    for law in laws:
        draws = draws_of(law)
        L = draws.best_loss(1e12)
        few, many = (_drawn(draws, L, served) for served in (1e6, 1e8))
        assert (many[0] <= few[0] * (1 + 1e-9)).all()
        assert (many[1] >= few[1] * (1 - 1e-9)).all()


def _drawn(draws: Draws, loss: np.ndarray, served: float) -> tuple[np.ndarray, np.ndarray]:
    found = cheapest_for_loss(draws, loss, served)
    return found.params, found.flops


def test_a_token_written_at_a_twentieth_of_the_utilisation_counts_twenty_times() -> None:
    training = Hardware(device="h100", utilisation=0.4)
    decoding = relative_price(Hardware(device="h100", utilisation=0.02), training)
    assert decoding == pytest.approx(20.0)
    assert relative_price(training.model_copy(update={"price_per_hour": 6.0}), training) == pytest.approx(2.0)
    assert served_tokens(3e9, 1e9, 1.0, decoding) == pytest.approx(23e9)


def test_what_cannot_be_is_a_sentence(law: Law) -> None:
    with pytest.raises(ValueError, match=r"never reaches a loss of 1\.5"):
        serving_optimum(law, 1.5, 1e12)
    with pytest.raises(ValueError, match="finite number of tokens"):
        serving_optimum(law, 2.0, float("inf"))
    with pytest.raises(ValueError, match="Serving 1e\\+30 tokens"):
        best_for_total(draws_of(law), np.array([1e20]), 1e30)
    with pytest.raises(ValueError, match="Training costs nothing"):
        relative_price(Hardware(), Hardware(price_per_hour=0.0))
