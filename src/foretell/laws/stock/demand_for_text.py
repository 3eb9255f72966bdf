"""How much text the largest training takes: by its own trend, by that of compute, or a mixture of both.

Villalobos et al. 2024 (arXiv 2211.04325 v2), §2.4. Their compute is a forecast that bends down after 2030 (Besiroglu
et al. 2022), which is not public as a table; here its trend simply goes on.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foretell.laws.stock.inputs import Range
from foretell.laws.tables.csv_text import open_csv, usual

Array = NDArray[np.float64]
By = Literal["mixture", "trend", "compute"]

TOKENS_PER_PARAMETER = 20.0  # Hoffmann et al. 2022
SINCE = 2010.0  # the year from which the authors take the trend
RESAMPLES = 4000
MIN_ROWS, MAX_ROWS = 5, 10_000
COLUMNS = {"set_growth": ("dataset", "tokens"), "compute_growth": ("comp", "flops", "compute")}


def demand_for_text(
    x: Mapping[str, Array], ahead: Array, by: By, overtraining: float = 1.0, choice: Array | None = None
) -> Array:
    """log10 of the largest training set, [draws, years], `ahead` [years] from the year of the inputs.

    By trend (Eq. 2) or by compute (Eq. 3: D = 20 √(C / (6·20))); a mixture takes the one or the other by `choice`
    [draws], between 0 and 1. A model that is over-trained m times has m times the tokens a parameter, and √m times
    the tokens at the same compute (footnote 23).
    """
    paths = []
    if by != "compute":
        paths.append(np.log10(x["largest_set"])[:, None] + x["set_growth"][:, None] * ahead)
    if by != "trend":
        compute = np.log10(x["largest_compute"])[:, None] + x["compute_growth"][:, None] * ahead
        paths.append((compute + math.log10(TOKENS_PER_PARAMETER / 6.0)) / 2.0)
    if len(paths) == 2 and choice is None:
        raise ValueError("A mixture needs a choice for every draw, and none was given.")
    chosen = paths[0] if len(paths) == 1 or choice is None else np.where(choice[:, None] < 0.5, *paths)
    return np.asarray(chosen + math.log10(overtraining) / 2.0)


def growth_in(path: Path, inputs: Mapping[str, Range], seed: int) -> dict[str, Range]:
    """The growth of training sets, and of compute where the inputs have it, from a table of trained models: a CSV with
    the columns date, dataset (or tokens) and comp (or flops, compute).

    Each range is that of the slope of log10 over time when models are resampled, as in §2.4. Models before 2010 and
    those without a count are left out and counted in its source. Raises ValueError for a table that cannot tell it.
    """
    years, columns = _read(path, [name for name in COLUMNS if name in inputs])
    found = {}
    for name, values in columns.items():
        known = (years >= SINCE) & (values > 0.0) & np.isfinite(values)
        slopes = _slopes(path, name, years[known], np.log10(values[known]), seed)
        tail = (1.0 - inputs[name].level) / 2.0
        low, high = np.quantile(slopes, (tail, 1.0 - tail))
        kept = f"orders of magnitude a year, by {known.sum()} models of the table given"
        out = f" ({(~known).sum()} without a count or before {SINCE:.0f} left out)" if not known.all() else ""
        found[name] = replace(inputs[name], low=float(low), high=float(high), source=kept + out)
    return found


def _slopes(path: Path, name: str, years: Array, y: Array, seed: int) -> Array:
    """The least-squares slope of y over the years in each of `RESAMPLES` resamples of the rows."""
    if len(np.unique(years)) < MIN_ROWS:
        raise ValueError(
            f"{path} has {len(np.unique(years))} dates since {SINCE:.0f} with a {COLUMNS[name][0]}; a growth needs "
            f"{MIN_ROWS} at least."
        )
    generator, x, n = np.random.default_rng(seed), years - years.mean(), len(years)
    slopes = []
    for _ in range(0, RESAMPLES, 100):  # blocks, so that a long table takes little memory
        w = generator.multinomial(n, np.full(n, 1.0 / n), size=100) / n
        spread = w @ x**2 - (w @ x) ** 2
        slopes.append((w @ (x * y) - (w @ x) * (w @ y))[spread > 0.0] / spread[spread > 0.0])
    return np.concatenate(slopes)


def _read(path: Path, wanted: list[str]) -> tuple[Array, dict[str, Array]]:
    """The date of each row as a year, and the columns that the table has of those `wanted`."""
    with open_csv(path) as (header, lines, numbers):
        names = [usual(name) for name in header]
        places = {n: next((names.index(c) for c in COLUMNS[n] if c in names), None) for n in wanted}
        known = {name: place for name, place in places.items() if place is not None}
        if "date" not in names or "set_growth" not in known:
            raise ValueError(f"{path} needs the columns date and dataset (or tokens); it has {', '.join(header)}.")
        years: list[float] = []
        columns: dict[str, list[float]] = {name: [] for name in known}
        for line, cells in lines:
            if len(years) == MAX_ROWS:
                raise ValueError(f"{path} has more than {MAX_ROWS} rows: keep the notable models.")
            years.append(_year(path, line, cells[names.index("date")]))
            for name, place in known.items():
                columns[name].append(numbers.read(line, header[place], cells[place]))
    return np.array(years), {name: np.array(values) for name, values in columns.items()}


def _year(path: Path, line: int, text: str) -> float:
    try:
        date = datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{path}, line {line}: {text[:40]!r} is no date; expected one such as 2024-01-31.") from None
    return date.year + (date.timetuple().tm_yday - 1) / 365.25
