from __future__ import annotations

from pathlib import Path

import pytest

from foretell.lab import write_json
from foretell.models.flops import shape_of
from foretell.nouns import Run, Rung
from foretell.nouns.noun import Home
from foretell.planning import meters_near


def finished(folder: Path, width: int, meter: dict[str, float]) -> Run:
    folder.mkdir()
    write_json(folder / "meter.json", meter)
    rung = Rung(shape=shape_of(width, 2, 300, 32), last_step=10)
    facts = {"params": 1, "params_no_embed": 1, "tokens": 1, "flops": 1.0, "epochs": 1.0, "bits_per_byte": 1.0}
    run: Run = Run(rung=rung, curve=(), **facts).at(Home(folder))
    return run


@pytest.mark.parametrize(("width", "expected"), [(8, [1.0, 2.0]), (32, [1.0, 2.0]), (80, [3.0]), (640, [3.0])])
def test_the_trainings_of_the_nearest_size_speak(width: int, expected: list[float], tmp_path: Path) -> None:
    runs = [
        finished(tmp_path / "a", 24, {"training_seconds": 1.0}),
        finished(tmp_path / "b", 24, {"training_seconds": 2.0}),
        finished(tmp_path / "c", 96, {"training_seconds": 3.0}),
        finished(tmp_path / "d", 80, {"seconds": 9.0}),  # which was never measured
    ]
    found = meters_near(shape_of(width, 2, 300, 32), runs)
    assert [meter["training_seconds"] for meter in found] == expected
    assert meters_near(shape_of(width, 2, 300, 32), []) == []
