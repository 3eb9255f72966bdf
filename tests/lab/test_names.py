"""What a result may be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from foretell.lab import Lab
from tests.lab.toy_verbs import Bake, bake


@pytest.mark.parametrize(
    "name", ["../escaped", "/abs", "a/../../b", "a//b", ".x", "-x", "a\nb", "a/", "x" * 300, "a/" + "y" * 300]
)
def test_a_name_that_would_leave_the_store_or_hide_there_is_refused_before_the_work(name: str, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        with pytest.raises(ValueError, match="is no name"):
            lab(bake, Bake(loaves=1), name=name)
        assert not lab.ran
    assert {path.name for path in tmp_path.iterdir()} <= {"store"}


def test_a_name_and_a_folder_of_names_cannot_be_the_same(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        lab(bake, Bake(loaves=1), name="bread/white")
        for name in ("bread", "bread/white/sliced"):
            with pytest.raises(ValueError, match="cannot be a name beside 'bread/white'"):
                lab(bake, Bake(loaves=1), name=name)


def test_a_lab_that_recalls_does_nothing(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        loaf = lab(bake, Bake(loaves=1))
    with Lab(tmp_path / "store", workers=2, recalls=True) as lab:
        assert lab(bake, Bake(loaves=1)).home == loaf.home
        with pytest.raises(LookupError, match="here no step is done"):
            lab(bake, Bake(loaves=2))
        with pytest.raises(LookupError, match="here no step is done"):
            lab.together([(bake, Bake(loaves=3)), (bake, Bake(loaves=4))])
