"""How many people there are and how many of them use the internet: for the stock of text that they write.

Population: UN World Population Prospects 2022, medium variant (CC BY 3.0 IGO), every tenth year, in millions; in
between it is interpolated (the largest error is 0.9 %). Users: the curve that Villalobos et al. 2022 fitted to Our
World in Data's share of individuals using the internet. A table of one's own takes the place of either.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foretell.laws.tables.csv_text import open_csv, usual

Array = NDArray[np.float64]

FIRST, LAST = 1950, 2100
YEARS = np.arange(FIRST, LAST + 1, dtype=np.float64)
MILLIONS = (2537, 3035, 3701, 4458, 5328, 6144, 6957, 7795, 8548, 9199, 9735, 10151, 10459, 10674, 10810, 10875)
POPULATION_COLUMNS = ("population", "pop", "pop_hist", "pop_future")
SHARE_COLUMNS = ("internet_pen", "internet_penetration", "penetration", "share", "percent")


def people(path: Path | None = None) -> Array:
    """The world's population in `YEARS`, [151]: of a CSV with the columns year and population (or pop_hist and
    pop_future) where it tells, else built in. Raises ValueError for a table that cannot be read."""
    built_in = 1e6 * np.interp(YEARS, YEARS[::10], MILLIONS)
    return built_in if path is None else _told_else(built_in, *_read(path, POPULATION_COLUMNS))


def users_share(path: Path | None = None) -> Array:
    """The share of people who use the internet in `YEARS`, [151]: of a CSV with the columns year and internet_pen
    (percent, or shares where none is over 1) where it tells; before it and after it the built-in curve goes on from
    there. Raises ValueError for a table that cannot be read, and for shares over 100 %."""
    curve = 0.7286 / (1.0 + np.exp(-0.16 * (YEARS - 2011.6)))  # Villalobos et al. 2022, notebook
    if path is None:
        return np.asarray(curve)
    years, share = _read(path, SHARE_COLUMNS)
    share = share / 100.0 if share.max() > 1.0 else share
    if share.max() > 1.0:
        raise ValueError(f"{path} has a share of users of {100 * share.max():g} %: give percent, or shares up to 1.")
    after = curve * share[-1] / np.interp(years[-1], YEARS, curve)
    return _told_else(np.where(years[-1] < YEARS, np.minimum(after, 1.0), curve), years, share)


def _told_else(built_in: Array, years: Array, values: Array) -> Array:
    is_told = (years[0] <= YEARS) & (years[-1] >= YEARS)
    return np.where(is_told, np.interp(YEARS, years, values), built_in)


def _read(path: Path, columns: tuple[str, ...]) -> tuple[Array, Array]:
    """Years in order and the value of each: the first of `columns` that has one. Rows without any are passed over."""
    found: dict[float, float] = {}
    with open_csv(path) as (header, lines, numbers):
        names = [usual(name) for name in header]
        places = [names.index(column) for column in columns if column in names]
        if "year" not in names or not places:
            raise ValueError(
                f"{path} needs a column year and one of {', '.join(columns)}; its columns are {', '.join(header)}."
            )
        for line, cells in lines:
            year = numbers.read(line, "year", cells[names.index("year")])
            values = [numbers.read(line, header[place], cells[place]) for place in places]
            value = next((value for value in values if not math.isnan(value)), math.nan)
            if math.isnan(year) or math.isnan(value):
                continue
            if not 0.0 < value < math.inf or not math.isfinite(year):
                raise ValueError(f"{path}, line {line}: {value:g} in the year {year:g}; expected a number over 0.")
            found[year] = value
    if not found:
        raise ValueError(f"{path} has no row with a year and a value.")
    years = np.array(sorted(found))
    return years, np.array([found[year] for year in years])
