"""Where a training runs: what a kWh emits there, and what the site adds to the devices' energy. From grids.toml."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from foretell.nouns import Noun
from foretell.planning.catalogue import built_in, named, own

FILE = "grids.toml"
GRID = SITE = "gpt-3"  # where none is named


class Grid(Noun):
    """Emissions of electricity, in kg of CO2 equivalent per kWh."""

    title: str
    kg_co2e_per_kwh: float = Field(ge=0.0, allow_inf_nan=False)
    source: str


class Site(Noun):
    """Power usage effectiveness: energy of the whole site over that of its machines, 1 or more."""

    title: str
    pue: float = Field(ge=1.0, allow_inf_nan=False)
    source: str


class Grids(Noun):
    """The page of a file: grids and sites by name."""

    grid: dict[str, Grid] = {}
    site: dict[str, Site] = {}


def grids(extra: Path | None = None) -> Grids:
    """Every grid and site; a file of one's own adds to them, or takes the place of those of the same name.

    Raises ValueError for a file that is not such a table, naming the file and the key.
    """
    known, added = built_in(FILE, Grids), own(extra, Grids) if extra else Grids()
    return Grids(grid=known.grid | added.grid, site=known.site | added.site)


def grid_named(name: str = GRID, extra: Path | None = None) -> Grid:
    """The grid of this name. Raises ValueError with the nearest for an unknown one."""
    return named(grids(extra).grid, name, "grid")[1]


def site_named(name: str = SITE, extra: Path | None = None) -> Site:
    """The site of this name. Raises ValueError with the nearest for an unknown one."""
    return named(grids(extra).site, name, "site")[1]
