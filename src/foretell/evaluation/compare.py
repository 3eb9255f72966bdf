"""Scores before + Scores after → Comparison: the same questions, paired."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from foretell.evaluation.evaluate import DOCUMENTS_FILE, EXAMPLES_FILE
from foretell.evaluation.measures import mean_error, ratio_error
from foretell.lab import Workspace, verb
from foretell.nouns import Change, Comparison, Interval, Measure, Scores

LEVEL = 0.95
Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]


@verb(version=1)
def compare(before: Scores, after: Scores, *, workspace: Workspace) -> Comparison:
    """What changed from one model to another, with paired intervals: far narrower than the two errors added up.

    Raises ValueError for models that were not asked the very same questions, or read the same text.
    """
    asked = _paired(before, after, EXAMPLES_FILE, ("task", "id", "asked"))
    read = _paired(before, after, DOCUMENTS_FILE, ("stream", "document", "bytes", "windows"))
    later = {(m.task, m.metric): m for m in after.measures}
    rows = [_change(m, later[m.task, m.metric], asked, read) for m in before.measures]
    return Comparison(before=before.run, after=after.run, rows=tuple(rows))


def _paired(before: Scores, after: Scores, name: str, same: Sequence[str]) -> tuple[Rows, Rows]:
    """The rows of one file from both, which agree in the columns `same`."""
    a, b = (pq.read_table(scores.folder / name).to_pylist() for scores in (before, after))
    kept_a, kept_b = ([tuple(row[key] for key in same) for row in rows] for rows in (a, b))
    if kept_a != kept_b:
        first = next((x for x, y in zip(kept_a, kept_b, strict=False) if x != y), "the number of rows")
        raise ValueError(
            f"The two models were not measured on the same ({Path(name).stem} differ, first {first}): evaluate both "
            "with one suite, one set of tokens and one spec."
        )
    return a, b


def _change(before: Measure, after: Measure, asked: tuple[Rows, Rows], read: tuple[Rows, Rows]) -> Change:
    if before.metric == "bits_per_byte":
        difference, middle, error = _of_text(before.task, *read)
    else:
        difference, middle, error = _of_items(before.task, before.metric, *asked)
    margin = NormalDist().inv_cdf((1 + LEVEL) / 2) * error
    return Change(
        task=before.task,
        metric=before.metric,
        before=before.value,
        after=after.value,
        difference=Interval(centre=difference, low=middle - margin, high=middle + margin, level=LEVEL),
        chance=before.chance,
        examples=before.examples,
    )


def _of_text(stream: str, before: Rows, after: Rows) -> tuple[float, float, float]:
    """The difference of bits per byte over the same documents, the middle of its interval, and its standard error."""
    pairs = [(y["bits"] - x["bits"], x["bytes"]) for x, y in zip(before, after, strict=True) if x["stream"] == stream]
    bits, bytes_ = (np.array(column, dtype=np.float64) for column in zip(*pairs, strict=True))
    difference = float(bits.sum() / bytes_.sum())
    return difference, difference, ratio_error(bits, bytes_)


def _of_items(task: str, metric: str, before: Rows, after: Rows) -> tuple[float, float, float]:
    """The mean difference over the same questions, the middle of its interval, and its standard error."""
    pairs = zip(before, after, strict=True)
    d = np.array([y[metric] - x[metric] for x, y in pairs if x["task"] == task], dtype=np.float64)
    if metric == "accuracy":
        return float(d.mean()), float(d.sum()) / (len(d) + 2), paired_error(d)
    return float(d.mean()), float(d.mean()), mean_error(d)


def paired_error(d: Floats) -> float:
    """The standard error of the difference of two matched proportions, half a pair added to each of the four cells
    (Agresti & Min 2005, Statistics in Medicine 24), as the middle Σd / (n + 2) is: never zero, so that a handful of
    equal answers is no proof."""
    n = len(d) + 2
    return math.sqrt(float((d**2).sum()) + 1.0 - float(d.sum()) ** 2 / n) / n
