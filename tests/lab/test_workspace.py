"""A workspace tells how far it is, keeps its scratch, and maps in order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from foretell.lab import Workspace, read_json


def test_mapping_keeps_order_and_tells_each_part(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "told.json")
    assert workspace.map(str, [3, 1, 2], "spelling") == ["3", "1", "2"]
    assert read_json(tmp_path / "told.json") == {"done": 3, "total": 3, "what": "spelling"}


def test_progress_reaches_the_disk_at_most_three_times_a_second_and_always_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path, tmp_path / "told.json")
    told = []
    for now, done in ((100.0, 1), (100.2, 2), (100.4, 3), (100.5, 10)):
        monkeypatch.setattr(time, "monotonic", lambda now=now: now)
        workspace.progress(done, 10)
        told.append(read_json(tmp_path / "told.json")["done"])
    assert told == [1, 1, 3, 10]


def test_a_workspace_without_a_progress_file_is_silent(workspace: Workspace) -> None:
    workspace.progress(1, 1, "done")
    assert list(workspace.folder.iterdir()) == []


def test_clearing_keeps_scratch_alone(workspace: Workspace) -> None:
    (workspace.scratch / "kept").touch()
    (workspace.folder / "half").touch()
    (workspace.folder / "deep").mkdir()
    (workspace.folder / "deep" / "half").touch()
    workspace.clear(keep_scratch=True)
    assert [str(p.relative_to(workspace.folder)) for p in workspace.folder.rglob("*")] == ["scratch", "scratch/kept"]
    workspace.clear(keep_scratch=False)
    assert list(workspace.folder.iterdir()) == []


def test_notes_add_up_in_the_meter(workspace: Workspace) -> None:
    workspace.note(flops=1.0, device="a")
    workspace.note(flops=2.0)
    assert workspace.meter == {"flops": 2.0, "device": "a"}
