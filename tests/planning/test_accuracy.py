"""Accuracy after loss: the curve's and the law's draws together, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from foretell.laws.fitting import Posed
from foretell.laws.form import CurveForm, Fit
from foretell.laws.forms import CURVES
from foretell.laws.tables.table import Array, Table
from foretell.nouns import Curve, Law
from foretell.planning.accuracy import Accuracy, forecast_accuracy, loss_needed
from foretell.planning.ask import Ask
from foretell.planning.draws import draws_of
from foretell.planning.propose import propose
from foretell.planning.published import published_laws
from foretell.planning.published_draws import with_draws

LAW = with_draws(published_laws()[0], draws=40)
NAMES = ("k", "gamma", "eps")


def value(theta: Array, inputs: Mapping[str, Array]) -> Array:
    """error = ε − k e^(−γ L) (Gadre et al. 2024, eq. 5)."""
    k, gamma, eps = np.moveaxis(theta, -1, 0)
    return np.asarray(eps - k * np.exp(-gamma * inputs["loss"]), dtype=np.float64)


def pose(table: Table, spec: Fit) -> Posed:
    raise NotImplementedError


@pytest.fixture
def curve() -> Iterator[Curve]:
    CURVES["test.error"] = CurveForm(NAMES, "error", ("loss",), pose, value, logarithmic=False)
    best = np.array([2.2065, 0.7146, 0.8570])
    draws = best * np.exp(np.random.default_rng(0).normal(0.0, 0.02, (60, 3)))
    yield Curve(
        form="test.error",
        target="error",
        inputs=("loss",),
        names=NAMES,
        coefficients=dict(zip(NAMES, best.tolist(), strict=True)),
        draws=tuple(tuple(row) for row in draws.tolist()),
        objective=0.0,
        runs=6,
    )
    del CURVES["test.error"]


def test_back_from_accuracy_is_the_loss(curve: Curve) -> None:
    accuracy = Accuracy(curve, 41)
    for loss in (1.0, 2.0, 3.0):
        wanted = float(accuracy.at(loss)[0])
        assert wanted == pytest.approx(1.0 - 0.8570 + 2.2065 * np.exp(-0.7146 * loss))
        assert float(accuracy.loss_for(wanted)[0]) == pytest.approx(loss)
    assert np.isnan(accuracy.loss_for(3.0)).all()


def test_a_plan_tells_the_accuracy_and_answers_for_a_wanted_one(curve: Curve) -> None:
    proposal = propose((LAW,), Ask(flops=1e23), downstream=curve)
    figure = proposal.options[0].figures["accuracy"]
    assert 0.0 < figure.low < figure.centre < figure.high < 1.0
    gains = [each for each in proposal.further if each.accuracy is not None]
    assert [each.accuracy for each in gains] == pytest.approx(
        [figure.centre + gain for gain in (0.01, 0.02, 0.05, 0.1)]
    )
    back = propose((LAW,), Ask(accuracy=figure.centre), downstream=curve).options[0].figures
    assert back["flops"].centre == pytest.approx(1e23, rel=1e-4)
    assert back["flops"].low < back["flops"].centre < back["flops"].high


def test_an_accuracy_above_the_ceiling_is_a_sentence(curve: Curve) -> None:
    with pytest.raises(ValueError, match=r"never reaches accuracy 0\.99"):
        propose((LAW,), Ask(accuracy=0.99), downstream=curve)


def test_a_curve_over_another_loss_than_the_published_laws_is_refused(curve: Curve) -> None:
    with pytest.raises(ValueError, match=r"Accuracy by test\.error is over the loss of its own runs"):
        propose((), Ask(accuracy=0.5), downstream=curve)


def test_a_loss_outside_those_of_the_curve_is_told(curve: Curve) -> None:
    for ranges, is_told in (({"loss": (1.5, 3.0)}, False), ({"loss": (2.4, 3.0)}, True)):
        found = propose((LAW,), Ask(flops=1e23), curve.model_copy(update={"ranges": ranges})).warnings
        assert any("was fitted to losses of 2.4 to 3" in warning for warning in found) is is_told


def test_a_curve_of_anything_else_is_a_sentence(curve: Curve) -> None:
    with pytest.raises(ValueError, match="one of accuracy"):
        Accuracy(curve.model_copy(update={"target": "learning_rate", "inputs": ("params", "tokens")}), 3)


def test_a_forecast_pairs_the_draws_of_both(curve: Curve) -> None:
    found, draws = forecast_accuracy(LAW, curve, 1e23, 3e10), draws_of(LAW)
    losses = np.resize(draws.loss(1e23, 3e10)[1:], 60)
    said = 1.0 - value(np.array(curve.draws), {"loss": losses})
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(said, (0.1, 0.9))))
    assert found.low < found.centre < found.high


def test_either_alone_knows_it_better_than_both_together(curve: Curve) -> None:
    def width(law: Law, curve: Curve) -> float:
        found = forecast_accuracy(law, curve, 1e23, 3e10)
        return found.high - found.low

    sure_law, sure_curve = LAW.model_copy(update={"draws": ()}), curve.model_copy(update={"draws": ()})
    assert width(sure_law, sure_curve) == 0.0
    assert 0.0 < width(LAW, sure_curve) < width(LAW, curve)
    assert 0.0 < width(sure_law, curve) < width(LAW, curve)


def test_the_loss_that_is_needed_brings_the_accuracy_or_there_is_none(curve: Curve) -> None:
    needed = loss_needed(curve, 0.6)
    assert needed is not None
    assert 1.0 - value(np.array([2.2065, 0.7146, 0.8570]), {"loss": np.array(needed.centre)}) == pytest.approx(0.6)
    assert needed.low < needed.centre < needed.high
    assert loss_needed(curve, 3.0) is None
