from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from public_ladders import Ladder, public_ladders


@pytest.fixture
def ladders(shared: Path) -> dict[str, Ladder]:
    found = public_ladders(shared / "reference/scaling")
    assert len({ladder.name for ladder in found}) == len(found)
    return {ladder.name: ladder for ladder in found}


def test_every_training_is_counted_once_among_those_that_are_no_recounts(ladders: dict[str, Ladder]) -> None:
    runs = {name: len(ladder.table) for name, ladder in ladders.items() if not ladder.is_recount}
    assert runs == {
        "Chinchilla": 240,
        "RefinedWeb base long kaplan standard": 131,
        "RefinedWeb base short kaplan standard": 132,
        "RefinedWeb base short chinchilla standard": 88,
        "RefinedWeb tuned short const standard": 121,
        "C4 seen once": 41,
        "Over-training c4_original": 34,
        "Over-training rpj": 35,
        "Over-training rw_original": 35,
        "OLMo ladder": 20,
        "Step Law": 17,
        "FineWeb sweep": 81,
    }
    assert len(ladders) == 18


def test_all_count_compute_alike(ladders: dict[str, Ladder]) -> None:
    for name, ladder in ladders.items():
        t = ladder.table
        np.testing.assert_allclose(t.flops, 6.0 * t.params * t.tokens, rtol=1e-9, err_msg=name)


def test_a_ladders_last_checkpoints_are_those_of_its_whole_trainings(ladders: dict[str, Ladder]) -> None:
    t = ladders["OLMo ladder"].table
    multiples = np.round(t.tokens / t.params / 20.0, 1)
    assert sorted(set(multiples)) == [0.5, 1.0, 2.0, 5.0, 10.0]
    assert all(np.count_nonzero(multiples == each) == 4 for each in set(multiples))


def test_a_sweep_keeps_its_best(ladders: dict[str, Ladder]) -> None:
    for name in ("Step Law", "FineWeb sweep"):
        t = ladders[name].table
        assert len({*zip(t.params, t.tokens, strict=True)}) == len(t)
        assert t.excluded["not_best_learning_rate"] > 100


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"chinchilla_fig4_points\.csv"):
        public_ladders(tmp_path)
