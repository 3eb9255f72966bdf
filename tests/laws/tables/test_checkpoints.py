from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foretell.laws import read_table, table_of_frame
from foretell.laws.tables.checkpoints import run_column

ROWS = """run,step,params,tokens,loss
a,10,1e6,1e8,3.5
a,20,1e6,2e8,3.1
b,10,2e6,1e8,3.4
a,30,1e6,3e8,3.0
b,20,2e6,2e8,2.9
c,10,3e6,1e8,3.2
"""


def written(folder: Path, text: str = ROWS) -> Path:
    (folder / "runs.csv").write_text(text, encoding="utf-8")
    return folder / "runs.csv"


def test_checkpoints_are_recognised_and_told(tmp_path: Path) -> None:
    table = read_table(written(tmp_path))
    (note,) = (note for note in table.notes if "checkpoints" in note)
    assert note.startswith("3 of 6 rows are checkpoints of 3 trainings that went on after them")
    assert "--last" in note


def test_the_last_of_each_training_stays_and_the_rest_is_counted(tmp_path: Path) -> None:
    table = read_table(written(tmp_path), last=True)
    assert table.loss.tolist() == [3.0, 2.9, 3.2]
    assert table.excluded == {"not_last_of_run": 3}
    assert not any("checkpoints" in note for note in table.notes)


def test_a_frame_is_read_alike(tmp_path: Path) -> None:
    lines = [line.split(",") for line in ROWS.splitlines()]
    frame = {name: np.array(column) for name, *column in zip(*lines, strict=True)}
    assert table_of_frame(frame, last=True).loss.tolist() == read_table(written(tmp_path), last=True).loss.tolist()
    assert table_of_frame(frame).notes[-1] == read_table(written(tmp_path)).notes[-1]


def test_a_table_that_names_no_trainings_cannot_keep_the_last_of_each(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS.replace("step", "size"))
    with pytest.raises(ValueError, match="does not say which rows are of one training"):
        read_table(path, last=True)


def test_a_row_a_training_is_no_checkpoint(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, ROWS.replace("\na,", "\nx,").replace("b,10", "y,10").replace("x,10", "w,10")))
    assert run_column(["run", "params"]) is None
    assert run_column(["Run ID", "global_step", "params"]) == "Run ID"
    assert sum("checkpoints" in note for note in table.notes) == 1  # x has two rows


def test_the_public_ladder_of_checkpoints_becomes_one_row_a_training(shared: Path) -> None:
    path = shared / "reference/scaling/task_ladder_runs.csv"
    every, last = read_table(path), read_table(path, last=True)
    assert any("2,435 of 2,459 rows are checkpoints of 24 trainings" in note for note in every.notes)
    assert not any("sweep" in note for note in every.notes)
    assert len(last) == 24
    assert last.tokens.max() == every.tokens.max()
