"""Drivers share a store; whoever clears it has it alone."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from foretell.lab import Lab
from foretell.lab.guard import alone, share
from tests.lab.toy_verbs import Bake, bake

AT_WORK = "A journey is at work in"


def test_drivers_share_and_whoever_clears_is_refused_until_the_last_has_left(tmp_path: Path) -> None:
    first, second = share(tmp_path), share(tmp_path)
    assert first is not None
    assert second is not None
    for descriptor in (first, second):
        with pytest.raises(RuntimeError, match=AT_WORK), alone(tmp_path):
            pass
        os.close(descriptor)
    with alone(tmp_path):
        pass


def test_a_lab_holds_the_store_from_its_first_call_until_it_is_closed(tmp_path: Path) -> None:
    with Lab(tmp_path, workers=1) as lab:
        with alone(tmp_path):
            pass
        lab(bake, Bake())
        with pytest.raises(RuntimeError, match=AT_WORK), alone(tmp_path):
            pass
    with alone(tmp_path):
        pass


def test_a_lab_that_nobody_closed_holds_nothing_once_it_is_gone(tmp_path: Path) -> None:
    lab = Lab(tmp_path, workers=1)
    lab(bake, Bake())
    del lab
    gc.collect()
    with alone(tmp_path):
        pass


def test_a_step_that_another_machine_holds_refuses_who_clears(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "train-0123456789abcdef").write_text("another-host")
    with pytest.raises(RuntimeError, match=AT_WORK), alone(tmp_path):
        pass
