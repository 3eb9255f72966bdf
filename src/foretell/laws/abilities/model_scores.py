"""Anybody's trained models with their benchmark scores: a CSV with a row for each model."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.csv_text import open_csv, usual

Array = NDArray[np.float64]

LEADERBOARD = ("MMLU", "ARC-C", "HellaSwag", "Winograd", "TruthfulQA", "GSM8K", "XWinograd", "HumanEval")
MAX_MODELS = 10_000
NAME, FAMILY = ("model", "name", "model_name"), ("model_family", "family", "series")
FLOPS = ("flops", "training_flops", "train_flops", "compute", "training_compute")
SCALE = re.compile(r"\s*\((1e\d{1,2})\)$", re.IGNORECASE)  # as in "FLOPs (1E21)"


@dataclass(frozen=True)
class ModelScores:
    """Models [n] with family, training FLOPs [n] (NaN where unknown) and scores [n, B] (NaN where missing). `excluded`
    counts the rows left out, by reason."""

    models: tuple[str, ...]
    families: tuple[str, ...]
    flops: Array
    benchmarks: tuple[str, ...]
    scores: Array
    excluded: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.models)

    def where(self, keep: NDArray[np.bool_], reason: str = "") -> ModelScores:
        """The models that `keep` [n] marks; the others are counted under `reason`, where one is given."""
        kept = np.flatnonzero(keep)
        lost = {reason: len(self) - len(kept)} if reason and len(kept) < len(self) else {}
        names, families = (tuple(column[i] for i in kept) for column in (self.models, self.families))
        return ModelScores(names, families, self.flops[kept], self.benchmarks, self.scores[kept], self.excluded | lost)


def read_model_scores(
    path: Path | str,
    benchmarks: Sequence[str] = LEADERBOARD,
    model: str | None = None,
    family: str | None = None,
    flops: str | None = None,
) -> ModelScores:
    """Models from a CSV with a column model (or name), one for each benchmark, and where it is known family and flops.

    Columns of other names are named by `model`, `family` and `flops`. A name such as "FLOPs (1E21)" says what its
    numbers are to be multiplied by. Scores are shares, 0 to 1; an empty cell is a missing one. A model without a family
    is one of its own. Rows that name a model again are left out and counted. Raises ValueError, naming the file, line
    and column, for anything else.
    """
    path = Path(path)
    with open_csv(path) as (header, lines, numbers):
        names = [usual(SCALE.sub("", name)) for name in header]
        name = _named(path, header, model) if model else _place(names, NAME)
        kin_at = _named(path, header, family) if family else _place(names, FAMILY)
        cost_at = _named(path, header, flops) if flops else _place(names, FLOPS)
        if name is None:
            raise ValueError(
                f"{path} has no column model (or name); its columns are {', '.join(header)}. Say which one names the "
                "models."
            )
        places = [_named(path, header, benchmark) for benchmark in benchmarks]
        scale = SCALE.search(header[cost_at]) if cost_at is not None else None
        unit = float(scale.group(1)) if scale else 1.0
        rows: dict[str, tuple[str, float, list[float]]] = {}
        excluded: Counter[str] = Counter()
        for line, cells in lines:
            if len(rows) == MAX_MODELS:
                raise ValueError(f"{path} has more than {MAX_MODELS} models: keep those that are to be compared.")
            who = cells[name].strip()
            if not who or who in rows:
                excluded["repeated_model" if who else "no_name"] += 1
                continue
            scores = [numbers.read(line, header[place], cells[place]) for place in places]
            for place, score in zip(places, scores, strict=True):
                if not (math.isnan(score) or 0.0 <= score <= 1.0):
                    raise ValueError(
                        f"{path}, line {line}, column {header[place]!r}: {score:g} is no score; expected a share, 0 to "
                        "1 (divide percent by 100)."
                    )
            cost = unit * numbers.read(line, header[cost_at], cells[cost_at]) if cost_at is not None else math.nan
            kin = cells[kin_at].strip() if kin_at is not None else ""
            rows[who] = (kin or who, cost if 0.0 < cost < math.inf else math.nan, scores)
    if not rows:
        raise ValueError(f"{path} has no row with a model.")
    families, costs, table = zip(*rows.values(), strict=True)
    scores_nB = np.array(table, dtype=np.float64).reshape(len(rows), len(benchmarks))
    return ModelScores(tuple(rows), families, np.array(costs), tuple(benchmarks), scores_nB, dict(excluded))


def target_of(models: ModelScores, table: ModelScores) -> Array:
    """The one score of `table` for each of `models` [n], by their names; NaN where it has none."""
    values = dict(zip(table.models, table.scores[:, 0], strict=True))
    return np.array([values.get(model, math.nan) for model in models.models])


def _place(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _named(path: Path, header: Sequence[str], name: str) -> int:
    """The place of a column by its name, in capitals or not, and with its scale or without."""
    for names in ([usual(each) for each in header], [usual(SCALE.sub("", each)) for each in header]):
        if usual(name) in names:
            return names.index(usual(name))
    near = get_close_matches(name, header, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"{path} has no column {name!r}.{meant} Its columns are {', '.join(header)}.")
