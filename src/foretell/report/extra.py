"""What a page needs beyond the core, named to those who lack it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def page_extra() -> Iterator[None]:
    """Around imports that need the chart library: without it, an ImportError that says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ImportError(f"The page needs {error.name}: pip install 'foretell[page]'.") from error
