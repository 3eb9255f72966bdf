"""When the text runs out: the stock of it, the demand for it, and the year in which they meet, as ranges.

Villalobos et al., arXiv 2211.04325: v1 (2022) and v2 (2024), by Monte Carlo. Every draw is one future: a stock and a
demand over the years, whose first meeting is its year.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from foretell.laws.stock.demand_for_text import By, demand_for_text, growth_in
from foretell.laws.stock.inputs import INPUTS, Range, Version, with_ranges
from foretell.laws.stock.stock_of_text import all_language, high_quality, indexed_web
from foretell.nouns import Fan, Interval, Spec, Stock

Array = NDArray[np.float64]

LARGEST_LOG = 300.0  # beyond it there are no floating-point numbers

FIRST_YEAR: Mapping[Version, int] = {"2024": 2015, "2022": 2022, "2022-high-quality": 2022}
PUBLISHED: Mapping[Version, str] = {
    "2024": "300e12 tokens in 2024 (90 %: 100e12 to 1000e12), used up 2026 to 2032 (80 %; median about 2028); "
    "2027 where models are over-trained 5 times, 2025 where 100 times",
    "2022": "7e13 to 7e16 words in 2022, growing about 7 % a year, used up 2030 to 2050: by the trend of training sets "
    "2032.4 (90 %: 2028.4 to 2039.2), by compute 2040.5 (2034.6 to 2048.9)",
    "2022-high-quality": "used up before 2026: by the trend of training sets 2024.5 (90 %: 2023.5 to 2025.7), by "
    "compute 2024.1 (2023.2 to 2025.3)",
}


class TextStock(Spec):
    """Which model of the stock is simulated, and how models are trained."""

    version: Version = "2024"
    """2024: usable tokens of the indexed web. 2022: all language, in words; 2022-high-quality: code, papers, books."""
    demand: By | None = None
    """What demand follows: the trend of training sets, that of compute, or either for half of the draws. Without it
    the version's own: a mixture in 2024, the trend in 2022."""
    overtraining: float = Field(default=1.0, gt=0.0, le=1e6, allow_inf_nan=False)
    """How many times the tokens a parameter that Chinchilla would have."""
    ranges: dict[str, tuple[float, float]] = {}
    """Other ends for the range of an input, by its name."""
    draws: int = Field(default=10_000, ge=100, le=50_000)
    """Futures that are drawn."""
    seed: int = Field(default=0, ge=0)
    """Of the draws."""
    last_year: int = Field(default=2060, ge=2030, le=2100)
    """The year up to which they run."""
    level: float = Field(default=0.8, gt=0.0, lt=1.0)
    """Of the intervals."""


def text_stock(
    spec: TextStock | None = None,
    history: Path | None = None,
    population: Path | None = None,
    penetration: Path | None = None,
) -> Stock:
    """Simulate stock and demand, and say when the text is used up.

    `history` is a CSV of trained models (date, dataset, comp) that takes the place of the published growth;
    `population` (year, population) and `penetration` (year, internet_pen) take that of the built-in ones, and only
    the version 2022 has a use for them. A draw in which demand has met the stock before the first year counts as that
    year; an upper end of `used_up` that says the last year may be later. Raises ValueError for a table that cannot be
    read, an input that the version has not, and a demand by compute where the version's is not public.
    """
    spec = spec or TextStock()
    by = spec.demand or ("mixture" if spec.version == "2024" else "trend")
    if by != "trend" and spec.version != "2024":
        raise ValueError(
            f"Version {spec.version} has no public table of its forecast of compute, so its demand follows the trend "
            f"only: {by!r} was asked for; take 'trend', or version 2024."
        )
    if (population or penetration) and spec.version != "2022":
        raise ValueError(f"Version {spec.version} does not use a population or its share of users; only 2022 does.")
    inputs = dict(INPUTS[spec.version])
    inputs |= growth_in(history, inputs, spec.seed) if history else {}
    inputs = with_ranges(inputs, spec.ranges)
    years = np.arange(FIRST_YEAR[spec.version], spec.last_year + 1, dtype=np.float64)
    stock, demand = _futures(spec, by, inputs, years, population, penetration)
    met = meeting(demand - stock, years)
    unit = "tokens" if spec.version == "2024" else "words"
    return Stock(
        version=spec.version,
        stock=fan(stock, years, unit, spec.level),
        demand=fan(demand, years, unit, spec.level),
        used_up=used_up(met, years[-1], spec.level),
        never=float(np.isinf(met).mean()),
        inputs=_told(inputs, by, spec),
        published=PUBLISHED[spec.version],
        source=f"Villalobos et al., arXiv 2211.04325 v{2 if spec.version == '2024' else 1}, {spec.draws} draws",
    )


def _futures(
    spec: TextStock,
    by: By,
    inputs: Mapping[str, Range],
    years: Array,
    population: Path | None,
    penetration: Path | None,
) -> tuple[Array, Array]:
    """log10 of stock and of demand, [draws, years] each. Every input has a generator of its own, so that changing the
    range of one leaves the draws of all others."""
    generators = [np.random.default_rng((spec.seed, place)) for place in range(len(inputs) + 2)]
    x = {name: inputs[name].draw(generator, spec.draws) for name, generator in zip(inputs, generators, strict=False)}
    which, route = (generator.random(spec.draws) for generator in generators[-2:])
    if spec.version == "2024":
        stock = indexed_web(x, years)
    elif spec.version == "2022":
        stock = all_language(x, years, which, population, penetration)
    else:
        stock = high_quality(x, years)
    ahead = years - (2024.0 if spec.version == "2024" else 2022.0)
    return stock, demand_for_text(x, ahead, by, spec.overtraining, route)


def meeting(gap: Array, years: Array) -> Array:
    """The year in which each row of `gap` [draws, years] first reaches 0, between two years by interpolation; the
    first year where it has already, infinity where it never does."""
    over = gap >= 0.0
    after = over.argmax(axis=1)
    row, before = np.arange(len(gap)), np.maximum(after - 1, 0)
    rise = gap[row, after] - gap[row, before]
    part = gap[row, after] / np.where(rise > 0.0, rise, 1.0)
    met = years[after] - part * (years[after] - years[before])
    return np.where(over.any(axis=1), met, np.inf)


def used_up(met: Array, last: float, level: float) -> Interval | None:
    """The median year and its range; None where fewer than half of the draws meet."""
    centre, low, high = np.quantile(met, (0.5, (1.0 - level) / 2.0, (1.0 + level) / 2.0), method="inverted_cdf")
    if np.isinf(centre):
        return None
    return Interval(centre=float(centre), low=float(low), high=float(min(high, last)), level=level)


def fan(paths: Array, years: Array, unit: str, level: float) -> Fan:
    """The quantiles over the draws of 10^paths, year by year."""
    logs = np.quantile(paths, (0.5, (1.0 - level) / 2.0, (1.0 + level) / 2.0), axis=0)
    rows = 10.0 ** np.clip(logs, -LARGEST_LOG, LARGEST_LOG)
    centre, low, high = (tuple(float(value) for value in row) for row in rows)
    return Fan(unit=unit, years=tuple(float(y) for y in years), centre=centre, low=low, high=high, level=level)


def _told(inputs: Mapping[str, Range], by: By, spec: TextStock) -> dict[str, str]:
    """The inputs in words, and what else the answer rests on."""
    told = {name: each.told() for name, each in inputs.items() if by != "trend" or "compute" not in name}
    told |= {"demand": {"mixture": "by trend in half of the draws, by compute in the rest"}.get(by, f"by {by}")}
    if by != "trend":
        told |= {
            "forecast_of_compute": "missing (the paper's, of Besiroglu et al. 2022, is not public as a table): the "
            "trend of compute goes on instead, without the bend that the paper's has after 2030"
        }
    return told | {"overtraining": f"{spec.overtraining:g} × the tokens a parameter that Chinchilla has"}
