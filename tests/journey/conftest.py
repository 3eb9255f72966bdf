"""The journey of the small recipe, walked once for all the tests that look at it."""

from __future__ import annotations

import json
import os

import pytest

from foretell.lab.lease import lease
from tests.journey.harness import MINI, Walked, foretell


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The mini journey, walked once for all workers of a test run."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    store = root / "mini-store"
    with lease(root / "mini.lock"):
        if not (store / "told.json").exists():
            done = foretell("run", MINI, "--store", store, "--json")
            assert done.returncode == 0, done.stderr
            (store / "told.json").write_text(done.stdout)
    return Walked(store, json.loads((store / "told.json").read_text()))
