"""Accuracy and error over loss: the published fits, recovery, and what is no accuracy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foretell.laws import Fit, Table, fit_curve, fit_table, predict, predict_curve
from foretell.laws.fitting import settle
from foretell.laws.form import estimate_posed
from foretell.laws.forms import chinchilla
from foretell.laws.forms.downstream import (
    Exponential,
    Sigmoid,
    ends,
    exponential,
    pose_exponential,
    pose_sigmoid,
    sigmoid,
)
from tests.laws.gadre import LADDER, Gadre
from tests.laws.ladder_runs import Ladder

A_SIGMOID, AN_ERROR = np.array([0.25, 0.8, 6.0, 0.9]), np.array([2.2, 0.71, 0.86])


def over(loss: np.ndarray, target: str, values: np.ndarray) -> Table:
    """A table of one target over loss; nothing here depends on size and data."""
    N = np.geomspace(1e7, 1e9, len(loss))
    return Table(N, 20.0 * N, 120.0 * N**2, loss, more={target: values})


def noisy(target: str, noise: float = 0.0, seed: int = 0) -> Table:
    loss = np.linspace(0.6, 1.6, 60) if target == "accuracy" else np.linspace(2.4, 5.0, 30)
    exact = sigmoid(A_SIGMOID, {"loss": loss}) if target == "accuracy" else exponential(AN_ERROR, {"loss": loss})
    return over(loss, target, exact + np.random.default_rng(seed).normal(0.0, noise, len(loss)))


def test_the_published_law_of_error(gadre: Gadre) -> None:
    curve = fit_curve(gadre.table("rpj", [*LADDER, ("open_lm_1b", 1.0)]), Fit(form="downstream.error", draws=0))
    assert curve.coefficients["k"] == pytest.approx(2.2065, abs=1e-4)
    assert curve.coefficients["gamma"] == pytest.approx(0.7146, abs=1e-4)
    assert curve.coefficients["epsilon"] == pytest.approx(0.8570, abs=1e-4)
    assert curve.checks is not None
    assert curve.checks.certificate is not None
    assert curve.checks.certificate.agreeing == curve.checks.certificate.starts


@pytest.mark.parametrize(
    ("model", "multiplier", "percent"), [("open_lm_1b", 32.0, 3.6365), ("open_lm_7b", 1.0, 0.0464)]
)
def test_the_published_errors_of_its_forecasts(gadre: Gadre, model: str, multiplier: float, percent: float) -> None:
    """Loss is forecast from five small runs, and error from that loss."""
    law = fit_table(gadre.table("rpj", LADDER), Fit(form="overtraining", draws=0))
    curve = fit_curve(gadre.table("rpj", [*LADDER, ("open_lm_1b", 1.0)]), Fit(form="downstream.error", draws=0))
    run = gadre.table("rpj", [(model, multiplier)])
    said = predict_curve(curve, loss=predict(law, run.flops, run.params)[0])[0]
    assert 100.0 * abs(said[0] / run.more["error"][0] - 1.0) == pytest.approx(percent, abs=1e-3)


@pytest.mark.parametrize(
    ("loss", "percent"),
    [
        ("mmlu_test_bpb", 0.46),
        ("hellaswag_val_bpb", 0.26),
        ("arc_challenge_test_bpb", 0.48),
        ("arc_easy_test_bpb", 1.18),
        ("piqa_val_bpb", 0.31),
        ("csqa_val_bpb", 1.05),
        ("socialiqa_val_bpb", 0.54),
        ("openbookqa_test_bpb", 0.59),
        ("c4_loss", 0.25),
    ],
)
def test_the_first_step_has_the_published_errors(shared: Path, loss: str, percent: float) -> None:
    """The parametric law of a task's bits per byte. Published to two places: half of the last, and a little for where
    their search stopped."""
    table = Ladder(shared / "reference/scaling").step_1(loss)
    assert len(table) == 16
    found = estimate_posed(chinchilla.pose, table, Fit(), 0).coefficients
    assert (found >= 0.0).all()
    said = chinchilla.loss(found, table.flops, table.params)
    assert 100.0 * np.abs(said / table.loss - 1.0).mean() == pytest.approx(percent, abs=0.006)


@pytest.mark.parametrize("task", ["mmlu_test", "hellaswag_val", "csqa_val"])
def test_the_second_step_finds_one_curve_that_starts_at_chance(shared: Path, task: str) -> None:
    table, chance = Ladder(shared / "reference/scaling").step_2(task), 0.2 if task == "csqa_val" else 0.25
    posed = pose_sigmoid(table, Fit())
    bottom = settle(posed)
    floor, ceiling, _, _ = posed.told(bottom.theta)
    assert (bottom.objectives <= bottom.objective * (1 + 1e-9)).sum() > 6
    assert chance - 0.01 < floor < chance + 0.07
    assert floor < table.more["accuracy"].max() < ceiling < 0.95
    off = sigmoid(posed.told(bottom.theta), {"loss": table.loss}) / table.more["accuracy"] - 1.0
    assert 100.0 * np.abs(off).mean() < 1.7


@pytest.mark.parametrize(("form", "target", "true"), [("sigmoid", "accuracy", A_SIGMOID), ("error", "error", AN_ERROR)])
def test_exact_data_give_the_exact_curve(form: str, target: str, true: np.ndarray) -> None:
    curve = fit_curve(noisy(target), Fit(form=f"downstream.{form}", draws=0))
    np.testing.assert_allclose([curve.coefficients[name] for name in curve.names], true, rtol=1e-4)
    assert not fit_curve(noisy(target, 0.002), Fit(form=f"downstream.{form}", draws=20)).warnings


@pytest.mark.parametrize(("target", "true"), [("accuracy", A_SIGMOID), ("error", AN_ERROR)])
def test_a_known_curve_lies_in_its_own_interval(target: str, true: np.ndarray) -> None:
    """Intervals of level 0.8 of one coefficient in thirty simulations: 24 are meant to hold it."""
    pose = pose_sigmoid if target == "accuracy" else pose_exponential
    inside = 0
    for seed in range(30):
        draws = estimate_posed(pose, noisy(target, 0.005, seed), Fit(), 40).draws[:, 1]
        low, high = np.quantile(draws, (0.1, 0.9))
        inside += int(low < true[1] < high)
    assert 18 <= inside <= 29


@given(arrays(np.float64, (2, 4), elements=st.floats(-1.5, 1.5)))
def test_derivatives_are_those_of_the_values(theta: np.ndarray) -> None:
    loss, step = np.linspace(0.5, 2.0, 5), 1e-5
    for residuals, at in ((Sigmoid(loss, loss * 0.3), theta), (Exponential(loss - 1.2, loss * 0.3), theta[:, :3])):
        for place, move in enumerate(step * np.eye(at.shape[-1])):
            rise = (residuals.values(at + move) - residuals.values(at - move)) / (2 * step)
            np.testing.assert_allclose(residuals.at(at).jacobian[..., place], rise, rtol=1e-6, atol=1e-6)


@given(arrays(np.float64, 4, elements=st.floats(-30.0, 30.0)))
def test_every_sigmoid_is_an_accuracy_that_falls_with_loss(theta: np.ndarray) -> None:
    said = sigmoid(ends(theta), {"loss": np.linspace(0.0, 10.0, 50)})
    assert (said >= 0.0).all()
    assert (said <= 1.0).all()
    assert (np.diff(said) <= 1e-12).all()


def test_runs_far_below_the_ceiling_do_not_tell_it() -> None:
    """Accuracy on the way up, of which nothing says where it ends."""
    loss = np.linspace(1.2, 1.6, 30)
    noise = np.random.default_rng(0).normal(0.0, 1e-3, len(loss))
    rising = over(loss, "accuracy", sigmoid(np.array([0.25, 1.0, 4.0, 0.9]), {"loss": loss}) + noise)
    warnings = fit_curve(rising, Fit(form="downstream.sigmoid", draws=0)).warnings
    assert any("do not tell where accuracy ends" in warning for warning in warnings), warnings


@pytest.mark.parametrize("form", ["sigmoid", "error"])
def test_what_is_no_accuracy_is_a_sentence(form: str) -> None:
    target = "accuracy" if form == "sigmoid" else "error"
    spec, good = Fit(form=f"downstream.{form}"), noisy(target)
    with pytest.raises(ValueError, match="give fractions, not percent"):
        fit_curve(over(good.loss, target, 100.0 * good.more[target]), spec)
    with pytest.raises(ValueError, match=r"needs at least \d runs, and there are 3"):
        fit_curve(good.take(np.arange(3)), spec)
    with pytest.raises(ValueError, match="at least 4 different losses"):
        fit_curve(over(np.full(9, 2.0), target, good.more[target][:9]), spec)
    with pytest.raises(ValueError, match=f"no column '{target}'"):
        fit_curve(Table(good.params, good.tokens, good.flops, good.loss), spec)


def test_runs_without_an_accuracy_are_counted() -> None:
    table = noisy("accuracy")
    table.more["accuracy"][:7] = np.nan
    curve = fit_curve(table, Fit(form="downstream.sigmoid", draws=0))
    assert curve.excluded == {"no_accuracy": 7}
    assert curve.runs == 53


@pytest.mark.parametrize(
    ("form", "target", "other"), [("error", "error", "downstream.sigmoid"), ("sigmoid", "accuracy", "downstream.error")]
)
def test_accuracies_given_as_errors_and_errors_as_accuracies_are_refused(form: str, target: str, other: str) -> None:
    loss = np.linspace(2.0, 4.0, 9)
    found = 0.2 + 0.2 * (4.0 - loss) if form == "error" else 0.2 + 0.2 * (loss - 2.0)
    table = Table(np.geomspace(1e6, 1e9, 9), np.full(9, 1e10), np.geomspace(1e17, 1e20, 9), loss, more={target: found})
    with pytest.raises(ValueError, match=f"They look like .* fit {other}"):
        fit_curve(table, Fit(form=f"downstream.{form}", draws=0))
