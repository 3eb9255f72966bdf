"""From log-probabilities to measures: a sharp one and its smooth twins for every example, means with errors for a task.

k choices with log-probabilities l_1..l_k (nats, summed over the choice's tokens), of which l_r is the right one's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foretell.lab import digest
from foretell.nouns import Measure
from foretell.tasks.items import Item

TIE = 1e-6  # nats; choices nearer than this are equally good, since batches differ in the last bits
METRICS = ("accuracy", "log_prob", "choice_log_prob", "gap")


@dataclass(frozen=True)
class Example:
    """What a model made of one item. `accuracy` is 1, or 1/t where the right choice ties with others as one of t."""

    task: str
    id: str
    asked: str  # a digest of the question and its choices
    right: int
    predicted: int
    log_probs: tuple[float, ...]
    accuracy: float
    log_prob: float  # l_r
    choice_log_prob: float  # log p(right | choices) = l_r − log Σ exp l_i
    gap: float  # l_r − the best wrong one's
    bytes: int  # of the right choice, UTF-8


def example(item: Item, log_probs: NDArray[np.float64]) -> Example:
    """Judge one item. Uses absolute, not length-normalised, log-probabilities."""
    l_r, best = float(log_probs[item.answer]), float(log_probs.max())
    tied = log_probs > best - TIE
    return Example(
        task=item.task,
        id=item.id,
        asked=digest([item.context, item.choices]),
        right=item.answer,
        predicted=int(tied.argmax()),
        log_probs=tuple(log_probs.tolist()),
        accuracy=float(tied[item.answer]) / int(tied.sum()),
        log_prob=l_r,
        choice_log_prob=l_r - best - math.log(float(np.exp(log_probs - best).sum())),
        gap=l_r - float(np.delete(log_probs, item.answer).max()),
        bytes=len(item.choices[item.answer].encode()),
    )


def task_measures(task: str, examples: Sequence[Example]) -> list[Measure]:
    """The measures of one task. Raises ValueError for a task of one example, whose error nobody can know."""
    if len(examples) < 2:
        raise ValueError(f"Task {task!r} has one item; a standard error needs two. Add items, or leave the task out.")
    k = np.array([len(example.log_probs) for example in examples])
    chance = {"accuracy": float((1 / k).mean()), "choice_log_prob": float(-np.log(k).mean())}
    return [_measure(task, metric, examples, chance.get(metric)) for metric in METRICS]


def _measure(task: str, metric: str, examples: Sequence[Example], chance: float | None) -> Measure:
    y = np.array([getattr(example, metric) for example in examples])
    error = proportion_error(y) if metric == "accuracy" else mean_error(y)
    return Measure(task=task, metric=metric, value=float(y.mean()), error=error, chance=chance, examples=len(y))


def mean_error(y: NDArray[np.float64]) -> float:
    """The standard error of a mean."""
    return float(y.std(ddof=1)) / math.sqrt(len(y))


def proportion_error(y: NDArray[np.float64]) -> float:
    """The standard error of a proportion, two successes and two failures added (Agresti & Coull 1998): never zero,
    so that a handful of right answers is no proof."""
    p = (float(y.sum()) + 2) / (len(y) + 4)
    return math.sqrt(p * (1 - p) / (len(y) + 4))


def ratio_error(y: NDArray[np.float64], x: NDArray[np.float64]) -> float:
    """The standard error of Σy / Σx over pairs, to first order (Cochran 1977, §2.11)."""
    residual = y - y.sum() / x.sum() * x
    n = len(y)
    return math.sqrt(float((residual**2).sum()) * n / (n - 1)) / float(x.sum())
