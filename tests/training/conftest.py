"""A small made token stream to train on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foretell.models.flops import shape_of
from foretell.nouns import Home, Run, Rung, Tokens
from tests.training.made import VOCABULARY, made_tokens

Placed = Callable[[Run, str], Run]
SHAPE = shape_of(width=16, layers=1, vocabulary=VOCABULARY, context=16)


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    return made_tokens(tmp_path_factory.mktemp("tokens"))


@pytest.fixture
def rung() -> Rung:
    """20 steps of a whole schedule: warmup, stay, decay."""
    return Rung(shape=SHAPE, sequences=4, last_step=20, decay_from=15, warmup_steps=4)


@pytest.fixture
def placed(tmp_path: Path) -> Placed:
    """A run as it lies where `train` left it, for a test that calls `train` without a lab."""
    return lambda run, name: run.at(Home(tmp_path / name))


@pytest.fixture
def cut_short(tokens: Tokens, tmp_path: Path) -> Tokens:
    """Tokens whose held-out stream is shorter than a window."""
    folder = tmp_path / "cut"
    folder.mkdir()
    for path in tokens.folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    np.save(folder / "held_out.npy", np.zeros(5, dtype=np.uint16))
    cut: Tokens = tokens.model_copy(update={"held_out_tokens": 5}).at(Home(folder))
    return cut
