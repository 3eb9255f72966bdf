"""Where a page and its figures go: never over what the command reads."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

PICTURES = (".svg", ".png")


def check_targets(page: Path | None, figures: Path | None, inputs: Collection[Path | None]) -> None:
    """Raise ValueError for a page or a folder of figures that cannot be written, or would take the place of an input.

    It is asked before anything is read, so that nobody waits for a fit whose page goes nowhere.
    """
    read = [path.resolve() for path in inputs if path]
    if page:
        from foretell.report.document import check_page

        for target in check_page(page):
            if target.resolve() in read:
                raise ValueError(f"{target} is read by this command, and would be written over: name another --page.")
    if figures and figures.exists() and not figures.is_dir():
        raise ValueError(f"{figures} is a file, and --figures needs a folder.")
    for path in read if figures else ():
        if figures and path.parent == figures.resolve() and path.suffix in PICTURES:
            raise ValueError(f"{path} is read by this command, and lies among the figures: name another --figures.")
