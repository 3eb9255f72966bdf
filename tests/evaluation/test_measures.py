"""Sharp and smooth measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.evaluation.measures import example, proportion_error, ratio_error, task_measures
from foretell.nouns import Measure
from foretell.tasks.items import Item

LOG_PROBS = st.lists(st.floats(-50, 0), min_size=2, max_size=6)


def item(k: int, answer: int = 0, id: str = "1") -> Item:
    return Item(task="t", id=id, context="c", choices=tuple(f" é{i}" for i in range(k)), answer=answer)


@given(LOG_PROBS, st.data())
def test_the_twins_of_an_example(log_probs: list[float], data: st.DataObject) -> None:
    right = data.draw(st.integers(0, len(log_probs) - 1))
    found = example(item(len(log_probs), right), np.array(log_probs))
    assert found.log_prob == log_probs[right]
    assert found.gap == pytest.approx(log_probs[right] - max(p for i, p in enumerate(log_probs) if i != right))
    odds = [math.exp(p - log_probs[right]) for p in log_probs]
    assert found.choice_log_prob == pytest.approx(-math.log(math.fsum(odds)))
    assert found.bytes == 4
    if abs(found.gap) > 1e-3:
        assert found.accuracy == (found.gap > 0) == (found.predicted == right)


@given(LOG_PROBS)
def test_accuracies_over_all_possible_right_answers_sum_to_one(log_probs: list[float]) -> None:
    """However many choices tie: so blind guessing scores exactly chance."""
    total = sum(example(item(len(log_probs), i), np.array(log_probs)).accuracy for i in range(len(log_probs)))
    assert total == pytest.approx(1.0)


def measured(rows: list[list[float]]) -> dict[str, Measure]:
    examples = [example(item(len(row), id=str(i)), np.array(row)) for i, row in enumerate(rows)]
    return {measure.metric: measure for measure in task_measures("t", examples)}


def test_a_blind_model_stands_on_every_chance_line() -> None:
    found = measured([[-1.0, -1.0], [-2.0] * 4, [-3.0] * 4])
    for metric in ("accuracy", "choice_log_prob"):
        assert found[metric].value == pytest.approx(found[metric].chance)
    assert found["accuracy"].chance == pytest.approx((1 / 2 + 1 / 4 + 1 / 4) / 3)
    assert found["gap"].value == 0.0
    assert found["log_prob"].chance is None


def test_no_handful_of_right_answers_leaves_chance() -> None:
    accuracy = measured([[0.0, -9.0]] * 4)["accuracy"]
    assert (accuracy.value, accuracy.examples) == (1.0, 4)
    assert accuracy.chance is not None
    assert accuracy.value - accuracy.chance < 3 * accuracy.error * 1.1


def test_one_item_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="a standard error needs two"):
        measured([[0.0, -1.0]])


def test_a_proportions_error_is_the_binomial_one_when_there_are_many() -> None:
    y = np.repeat([0.0, 1.0], [3_000, 7_000])
    assert proportion_error(y) == pytest.approx(math.sqrt(0.3 * 0.7 / 10_000), rel=1e-3)


def test_a_ratios_error_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        x = rng.uniform(50, 150, 60)
        y = 2.0 * x + rng.normal(0, 20, 60)
        hits += abs(y.sum() / x.sum() - 2.0) < 1.96 * ratio_error(y, x)
    assert 0.92 < hits / 400 < 0.98
