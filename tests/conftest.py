"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from foretell.lab import Workspace

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
settings.register_profile("foretell", deadline=None)  # how long an example takes says more of the machine
settings.load_profile("foretell")


@pytest.fixture
def shared() -> Path:
    """The folder of reference data beside the checkout; the test is skipped where it is absent."""
    if not (SHARED / "reference").is_dir():
        pytest.skip("the reference data (a folder `shared` beside the checkout) is absent")
    return SHARED


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of its own, as a verb gets it from the lab."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Workspace(folder)
