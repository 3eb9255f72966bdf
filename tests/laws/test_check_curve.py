from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foretell.laws import Fit, Table, check_curve, fit_curve
from foretell.laws.published.kaplan_laws import kaplan_curves
from foretell.nouns import Curve

NAN, INF = float("nan"), float("inf")
HUGE = 10**400


@pytest.fixture(scope="module")
def scores() -> Table:
    """Accuracy and error that fall and rise with loss, with a little noise."""
    L = np.linspace(2.0, 4.0, 30)
    noise = np.random.default_rng(0).normal(0.0, 0.003, (2, 30))
    accuracy = 0.25 + 0.6 / (1.0 + np.exp(4.0 * (L - 2.8))) + noise[0]
    error = 0.86 - 2.2 * np.exp(-0.71 * L) + noise[1]
    N = np.geomspace(1e10, 1e7, 30)
    return Table(N, 20 * N, 120 * N**2, L, more={"accuracy": accuracy, "error": error})


@pytest.fixture(scope="module")
def curve(scores: Table) -> Curve:
    return fit_curve(scores, Fit(form="downstream.sigmoid", draws=5))


@pytest.mark.parametrize("form", ["downstream.sigmoid", "downstream.error", "kaplan.size", "kaplan.compute"])
def test_every_fitted_curve_passes(form: str, scores: Table) -> None:
    check_curve(fit_curve(scores, Fit(form=form, draws=5)))


def test_published_curves_pass() -> None:
    for curve in kaplan_curves():
        check_curve(curve)


def test_scores_that_end_at_one_pass(scores: Table) -> None:
    perfect = np.clip(2.0 - scores.loss / 2.0, 0.0, 1.0)
    table = Table(scores.params, scores.tokens, scores.flops, scores.loss, more={"accuracy": perfect})
    check_curve(fit_curve(table, Fit(form="downstream.sigmoid", draws=5)))


BEST = {"floor": 0.25, "ceiling": 0.85, "k": 4.0, "L0": 2.8}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"form": "downstream.sigmoids"}, "no law named 'downstream.sigmoids'"),
    ({"form": "chinchilla.parametric"}, "no law named 'chinchilla.parametric'"),
    ({"form": "downstream.error"}, "it is of accuracy over loss, and downstream.error is of error over loss"),
    ({"inputs": ("steplaw.rate",)}, "it is of accuracy over steplaw.rate, and"),
    ({"inputs": ()}, "it is of accuracy over none, and"),
    ({"target": "a"}, "it is of a over loss, and"),
    ({"names": ("floor", "ceiling", "X", "L0")}, "its names are floor, ceiling, X, L0, and"),
    ({"coefficients": {"floor": 0.25}}, "its coefficients are floor, and its names floor, ceiling, k, L0"),
    ({"coefficients": BEST | {"ceiling": 7.0}}, "it says accuracy of 0."),
    ({"coefficients": BEST | {"k": NAN}}, "coefficients.k is nan"),
    ({"draws": ((1.0, 2.0),)}, "one of its draws has 2 numbers, and there are 4 names"),
    ({"draws": ((0.2, 0.8, 4.0, INF),)}, "one of its draws holds a number that is not finite"),
    ({"draws": ((0.2, 70.0, 4.0, 2.8),) * 5}, "and that is a share between 0 and 1"),
    ({"residual_sd": -5.0}, "residual_sd is -5, and it must be 0 or more"),
    ({"objective": INF}, "objective is inf"),
    ({"runs": HUGE}, "runs is beyond all numbers"),
    ({"runs": -1}, "runs is -1"),
    ({"ranges": {}}, "it has no range of loss"),
    ({"ranges": {"loss": (0.0, 3.0)}}, "its range of loss goes from 0 to 3"),
    ({"ranges": {"loss": (4.0, 3.0)}}, "its range of loss goes from 4 to 3"),
    ({"ranges": {"loss": (4.0, INF)}}, "ranges.loss[1] is inf"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_a_damaged_curve_gets_a_sentence(changed: dict[str, Any], message: str, curve: Curve) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        check_curve(curve.model_copy(update=changed))
    assert message in str(caught.value)


def test_a_curve_of_a_logarithm_must_be_above_zero(scores: Table) -> None:
    size = fit_curve(scores, Fit(form="kaplan.size", draws=5))
    with pytest.raises(ValueError, match="it says loss of"):
        check_curve(size.model_copy(update={"coefficients": {"alpha_N": 0.1, "N_c": -1.0}, "draws": ()}))


def test_a_curve_of_a_file_is_read_back(curve: Curve) -> None:
    check_curve(Curve.model_validate_json(curve.model_dump_json()))
