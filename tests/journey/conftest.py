"""The journeys of the small recipes, each walked once for all the tests that look at it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from foretell.lab.lease import lease
from tests.journey.harness import MICRO, MINI, Walked, foretell


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The mini journey, walked once for all workers of a test run."""
    return _walked(MINI, tmp_path_factory)


@pytest.fixture(scope="session")
def micro(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The micro journey, likewise."""
    return _walked(MICRO, tmp_path_factory)


def _walked(recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    store = root / f"{recipe.stem}-store"
    with lease(root / f"{recipe.stem}.lock"):
        if not (store / "told.json").exists():
            began = time.monotonic()
            done = foretell("run", recipe, "--store", store, "--json")
            assert done.returncode == 0, done.stderr
            (store / "seconds").write_text(str(time.monotonic() - began))
            (store / "told.json").write_text(done.stdout)
    return Walked(store, json.loads((store / "told.json").read_text()), float((store / "seconds").read_text()))
