"""A lab of their own for the lab's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foretell.lab import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A lab with one worker in an empty store."""
    with Lab(tmp_path / "store", workers=1) as lab:
        yield lab
