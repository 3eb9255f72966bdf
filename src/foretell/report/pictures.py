"""Figures as files: an SVG that stands alone and a PNG, each named by what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import vl_convert

from foretell.lab import whole, write_text
from foretell.report.document import svg
from foretell.report.figure import Figure

SCALE = 2  # pixels of the PNG for each of the SVG
WIDE, SMALL = 720, 420
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")

Named = tuple[str, str, Figure]  # file name, the title that it needs when it stands alone, figure; small with a dot


def write_pictures(named: Iterable[Named], folder: Path) -> list[Path]:
    """Write every figure as NAME.svg and NAME.png, and return the files."""
    written: list[Path] = []
    for name, title, figure in named:
        stem = _free(name, {path.stem for path in written})
        picture = svg(figure, title, WIDE if "." not in stem else SMALL)
        write_text(folder / f"{stem}.svg", picture)
        with whole(folder / f"{stem}.png") as draft:
            draft.write_bytes(vl_convert.svg_to_png(picture, scale=SCALE))
        written += [folder / f"{stem}.svg", folder / f"{stem}.png"]
    return written


def titled(figures: Iterable[Figure], about: str) -> list[Named]:
    """Figures named by their titles; `about` says whose they are."""
    return [(safe(figure.title.lower()), f"{about}: {figure.title.lower()}", figure) for figure in figures]


def safe(text: str) -> str:
    """A part of a file name, whatever somebody called a source or a task."""
    return UNSAFE.sub("-", text).strip("-")[:80] or "-"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where another figure has it already."""
    number, free = 1, name
    while free.lower() in {used.lower() for used in taken}:
        number += 1
        free = f"{name}-{number}"
    return free
