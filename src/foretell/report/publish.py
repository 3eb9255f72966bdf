"""Write the page and its picture."""

from __future__ import annotations

from pathlib import Path

from foretell.lab import write_text
from foretell.report.story import Story

PICTURE = "foretold.svg"


def publish(story: Story, path: Path) -> None:
    """Write the page to `path`, one HTML file that loads nothing, and the picture `foretold.svg` beside it.

    Raises ValueError where the story lacks the law that its forecast goes by, ImportError without the extra `page`.
    """
    try:
        from foretell.report.page import page, picture  # here, so that a dry run needs no chart library
    except ModuleNotFoundError as error:
        raise ImportError(f"The page needs {error.name}: pip install 'foretell[page]'.") from error
    write_text(path, page(story))
    write_text(path.with_name(PICTURE), picture(story))
