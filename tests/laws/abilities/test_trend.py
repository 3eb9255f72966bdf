"""Trends: labels at their stated rates, published families, and where chance is left."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.lab import Workspace
from foretell.laws.abilities.trend import Score, Trace, curve_trend, lower_is_better, slope_interval, trend, trend_of
from foretell.nouns import Measure, Scores

COMPUTE = np.logspace(10, 13, 8)
ERROR = 0.02


def curve(
    values: np.ndarray, error: float = ERROR, chance: float | None = None, metric: str = "accuracy"
) -> list[Score]:
    return [Score(c, "t", metric, float(v), error, chance) for c, v in zip(COMPUTE, values, strict=False)]


def labels(truth: np.ndarray, draws: int = 400) -> Counter[str]:
    """The labels of curves drawn around `truth`."""
    rng = np.random.default_rng(0)
    return Counter(curve_trend(curve(truth + rng.normal(0, ERROR, len(truth)))).label for _ in range(draws))


def test_a_flat_curve_is_seldom_called_anything_else() -> None:
    """Three tests at 5 %: for a U, an inverted U and a slope; what is left fails the test for flat at 5 %."""
    found = labels(np.full(8, 0.5))
    assert found["flat"] / 400 > 0.84
    assert (found["rises"] + found["falls"]) / 400 == pytest.approx(0.05, abs=0.03)
    assert (found["u_shaped"] + found["inverted_u"]) / 400 < 0.08


@pytest.mark.parametrize(
    ("truth", "label"),
    [
        (np.linspace(0.4, 0.6, 8), "rises"),
        (np.linspace(0.6, 0.4, 8), "falls"),
        (0.5 + 0.01 * (np.arange(8) - 3.5) ** 2, "u_shaped"),
        (0.5 - 0.01 * (np.arange(8) - 3.5) ** 2, "inverted_u"),
        (np.array([0.5, 0.4, 0.5, 0.6, 0.5, 0.4, 0.6, 0.5]), "u_shaped"),  # a hill too; the valley comes first
    ],
)
def test_a_simulated_shape_gets_its_label(truth: np.ndarray, label: str) -> None:
    assert labels(truth)[label] / 400 > 0.9


def test_scatter_without_a_shape_is_unclear() -> None:
    signs = np.array([1, -1, -1, 1, 1, -1, -1, 1])
    assert curve_trend(curve(0.5 + 1.5 * ERROR * signs)).label == "unclear"
    assert curve_trend(curve(0.5 + 1.0 * ERROR * signs)).label == "flat"


def test_the_interval_is_what_resampling_finds() -> None:
    x, y, s = np.log10(COMPUTE), np.linspace(0.2, 0.5, 8) ** 2, np.linspace(0.01, 0.05, 8)
    resampled = [np.polyfit(x, row, 1)[0] for row in y + s * np.random.default_rng(0).normal(size=(4_000, 8))]
    found = slope_interval(x, y, s, 0.95)
    assert found.centre == pytest.approx(np.polyfit(x, y, 1)[0])
    assert (found.low, found.high) == pytest.approx(np.quantile(resampled, [0.025, 0.975]), abs=0.0005)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_the_mirrored_curve_gets_the_mirrored_label(values: list[float]) -> None:
    mirror = {"rises": "falls", "falls": "rises", "u_shaped": "inverted_u", "inverted_u": "u_shaped"}
    found = curve_trend(curve(np.array(values))).label
    mirrored = curve_trend(curve(-np.array(values))).label
    both = {found, mirrored} == {"u_shaped"}  # a curve with a valley and a hill is called by its valley
    assert both or mirrored == mirror.get(found, found)


def test_a_constant_predictor_is_flat_whatever_its_error() -> None:
    for error in (0.0, 0.05):
        found = curve_trend(curve(np.full(8, 0.3654), error))
        assert found.label == "flat"
        assert found.slope.centre == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("step", [1e-9, 1e-3, 0.1])
def test_values_without_any_error_are_unclear_however_they_move(step: float) -> None:
    found = curve_trend(curve(0.3 + step * np.arange(8), error=0.0, chance=0.25))
    assert (found.label, found.leaves_chance_at) == ("unclear", None)
    assert found.slope.high - found.slope.low > 0.5 * abs(found.slope.centre)


def test_one_known_error_stands_for_those_that_are_zero() -> None:
    scores = curve(np.linspace(0.3, 1.0, 8), error=0.02)
    perfect = [*scores[:-1], Score(COMPUTE[-1], "t", "accuracy", 1.0, 0.0)]
    assert curve_trend(perfect) == curve_trend(scores)


def test_chance_is_left_where_all_larger_models_are_better() -> None:
    values = np.array([0.25, 0.40, 0.26, 0.32, 0.40, 0.5, 0.6, 0.7])
    assert curve_trend(curve(values, chance=0.25)).leaves_chance_at == COMPUTE[3]
    assert curve_trend(curve(values)).leaves_chance_at is None
    assert curve_trend(curve(values[:3], chance=0.25)).leaves_chance_at is None
    assert curve_trend(curve(values, chance=0.25), Trace(sigmas=5)).leaves_chance_at == COMPUTE[4]


def test_of_two_models_of_one_compute_both_must_leave_chance() -> None:
    scores = [Score(c, "t", "accuracy", v, 0.01, 0.5) for c, v in ((1e9, 0.9), (1e10, 0.9), (1e10, 0.5), (1e11, 0.9))]
    for order in (scores, scores[::-1]):
        assert trend_of(order).rows[0].leaves_chance_at == 1e11


def test_a_loss_is_better_when_it_is_lower() -> None:
    found = curve_trend(curve(np.linspace(8.0, 2.0, 8), chance=8.0, metric="bits_per_byte"))
    assert (found.label, found.leaves_chance_at) == ("falls", COMPUTE[1])


@pytest.mark.parametrize(
    ("metric", "is_lower"),
    [
        *[(name, True) for name in ("loss", "val_loss", "C4 loss", "nats", "nats_per_token", "bits_per_byte", "bpb")],
        *[
            (name, True)
            for name in ("wikitext_perplexity", "word_ppl", "error", "top1_error_rate", "cross_entropy", "err")
        ],
        *[(name, False) for name in ("accuracy", "acc_norm", "log_prob", "f1", "-loss", "neg_log_loss", "gloss")],
        *[(name, False) for name in ("closeness", "terr")],
    ],
)
def test_a_loss_is_known_by_how_its_name_ends(metric: str, is_lower: bool) -> None:
    assert lower_is_better(metric) is is_lower
    falling = curve_trend(curve(np.linspace(8.0, 2.0, 8), chance=8.0, metric=metric))
    assert (falling.leaves_chance_at is not None) is is_lower


def test_models_of_one_compute_are_a_sentence() -> None:
    with pytest.raises(ValueError, match="models of two sizes at least"):
        trend_of([Score(1e9, "t", "accuracy", 0.5, 0.1), Score(1e9, "t", "accuracy", 0.6, 0.1)])


def scores(flops: float, accuracy: float, bits: float | None = None) -> Scores:
    measures = [Measure(task="t", metric="accuracy", value=accuracy, error=0.01, chance=0.25, examples=100)]
    if bits is not None:
        loss = Measure(task="held_out", metric="bits_per_byte", value=bits, error=0.01, chance=None, examples=100)
        measures.insert(0, loss)
    return Scores(run="r", params=1, tokens=1, flops=flops, measures=tuple(measures))


def test_the_verb_reads_scores_in_any_order(workspace: Workspace) -> None:
    models = [scores(1e10, 0.25), scores(1e12, 0.6), scores(1e11, 0.4)]
    (row,) = trend(models, workspace=workspace).rows
    assert (row.label, row.leaves_chance_at, row.models) == ("rises", 1e11, 3)
    assert row.slope.centre == pytest.approx(0.175)


def test_of_the_models_of_one_budget_the_best_counts(workspace: Workspace) -> None:
    ladder = [(1.00e10, 0.3, 3.0), (1.01e10, 0.9, 3.5), (2e10, 0.1, 3.2), (2.02e10, 0.4, 2.8), (4e10, 0.5, 2.6)]
    loss, accuracy = trend([scores(*one) for one in ladder], workspace=workspace).rows
    assert (loss.task, loss.label, loss.models) == ("held_out", "falls", 3)
    assert (accuracy.label, accuracy.models) == ("rises", 3)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published(scale: Path, inverse: Path) -> Iterator[Score]:
    """Final checkpoints of Pythia and OPT, and the early inverse-scaling runs, losses negated as in the golden file."""
    for row in rows_of(scale / "pythia_v1.csv"):
        if row["step"] == "143000" and row["acc_stderr"]:
            task = f"{row['task']}/{row['shots']}-shot/step143000"
            yield Score(float(row["params"]), task, "acc", float(row["acc"]), float(row["acc_stderr"]))
    for row in rows_of(scale / "opt_zero_shot.csv"):
        if row["acc_stderr"]:
            yield Score(float(row["params"]), row["task"], "acc", float(row["acc"]), float(row["acc_stderr"]))
    for row in rows_of(inverse / "early_runs_summary.csv"):
        loss = row["smooth_metric"] == "loss"
        sign, params = (-1 if loss else 1), float(row["params"])
        if row["smooth_mean"]:
            metric = "-loss" if loss else row["smooth_metric"]
            yield Score(params, row["run"], metric, sign * float(row["smooth_mean"]), float(row["smooth_se"]))
        if row["acc"]:
            yield Score(params, row["run"], "acc", float(row["acc"]), float(row["acc_se"]))


def test_published_families_get_their_published_labels(shared: Path) -> None:
    names = {"positive": "rises", "inverse": "falls", "U": "u_shaped", "inverted-U": "inverted_u"}
    evals = shared / "reference" / "evals"
    series = json.loads((evals / "expected_curve_stats.json").read_text(encoding="utf-8"))
    golden = {one["series"]: names.get(one["label"], one["label"]) for one in series if "label" in one}
    found = {f"{t.task}/{t.metric}": t.label for t in trend_of(published(evals / "scale", evals / "inverse")).rows}
    assert len(golden) == 87
    assert {name: found[name] for name in golden} == golden
