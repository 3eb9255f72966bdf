"""What each logging library wrote, read back from its files."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foretell.watch import KINDS, writer_named

CURVE = [(step, pytest.approx(4.0 - 2.0 * step / 20)) for step in range(2, 21, 2)]
TITLE = "tiny/width 32, 1e+11 FLOPs"
WRITE = """
import io, os, sys
from pathlib import Path
from foretell.watch import Watch, writer_named
from tests.watch.made import Teller, made_run
folder, kind = Path(sys.argv[1]), sys.argv[2]
out, tell = io.StringIO(), Teller(folder / "progress")
with Watch(tell.folder, 1, out, name="tiny", writers=[writer_named(f"{kind}:{folder / kind}")]) as watch:
    with watch("ladder", counted="train"):
        tell.training("train-" + "9c1e" * 4, 12, 20, made_run().rung.title)
        watch.look()
    watch.finished(made_run())
    watch.finished(made_run(key="b" * 16, bits_per_byte=None, diverged="loss_not_finite at step 3"))
own = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
(folder / "children").write_text(Path(own).read_text())  # what still runs once the writers are closed
print(out.getvalue(), end="")
"""


def written(folder: Path, kind: str) -> Path:
    """Where a process of its own wrote two runs: these libraries hold state, threads and services."""
    pytest.importorskip(kind)
    command = [sys.executable, "-c", WRITE, str(folder), kind]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("[1/1] ladder: done in ")  # and no writer failed
    assert done.stderr == ""
    return folder / kind


def test_tensorboard_keeps_curve_and_facts(tmp_path: Path) -> None:
    folder = written(tmp_path, "tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    assert sorted(str(p.parent.relative_to(folder)) for p in folder.rglob("events*")) == [
        "tiny/width-32-1e+11-FLOPs",
        f"tiny/width-32-1e+11-FLOPs-{'b' * 16}-",
    ]
    events = EventAccumulator(str(folder / "tiny" / "width-32-1e+11-FLOPs"))
    events.Reload()
    assert [(event.step, event.value) for event in events.Scalars("loss")] == CURVE
    assert [(event.step, event.value) for event in events.Scalars("bits_per_byte")] == [(20, 1.25)]
    (text,) = events.Tensors("facts/text_summary")
    assert b"| params | 1000 |" in text.tensor_proto.string_val[0]


def test_tensorboard_shows_a_curve_that_was_written_twice_once(tmp_path: Path) -> None:
    for _ in range(2):
        folder = written(tmp_path, "tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder / "tiny" / "width-32-1e+11-FLOPs"))
    events.Reload()
    assert [event.step for event in events.Scalars("loss")] == [step for step, _ in CURVE]


def test_mlflow_keeps_curve_and_facts(tmp_path: Path) -> None:
    folder = written(tmp_path, "mlflow")
    from foretell.watch.mlflow import without_its_warnings

    with without_its_warnings():
        from mlflow.tracking import MlflowClient

        client = MlflowClient(tracking_uri=f"sqlite:///{folder / 'mlflow.db'}")
        experiment = client.get_experiment_by_name("foretell")
        runs = {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}
        history = client.get_metric_history(runs[TITLE].info.run_id, "loss")
    assert sorted((metric.step, metric.value) for metric in history) == CURVE
    assert runs[TITLE].data.metrics["bits_per_byte"] == 1.25
    assert runs[TITLE].data.params["params"] == "1000"
    assert {run.info.status for run in runs.values()} == {"FINISHED"}
    assert runs[f"{TITLE} ({'b' * 16})"].data.params["diverged"] == "loss_not_finite at step 3"
    assert [path.name for path in folder.iterdir()] == ["mlflow.db"]


def test_wandb_keeps_curve_and_facts_offline(tmp_path: Path) -> None:
    folder = written(tmp_path, "wandb")
    records = [list(wandb_records(path)) for path in sorted(folder.glob("wandb/offline-run-*/*.wandb"))]
    first = next(run for run in records if any(r.run.display_name == TITLE for r in run))
    rows = [{item.key or item.nested_key[0]: item.value_json for item in r.history.item} for r in first]
    curve = [(int(row["_step"]), float(row["loss"])) for row in rows if "loss" in row]
    assert curve == CURVE
    assert [float(row["bits_per_byte"]) for row in rows if "bits_per_byte" in row] == [1.25]
    config = {item.key: item.value_json for r in first for item in r.config.update}
    assert config["params"] == "1000"
    assert len(records) == 2


def wandb_records(path: Path) -> Iterator[Any]:
    """The records of an offline run: a header of 7 bytes, then chunks as LevelDB's log has them, in 32 KiB blocks."""
    from wandb.proto.wandb_internal_pb2 import Record

    data, at, whole = path.read_bytes(), 7, b""
    assert data[:4] == b":W&B"
    while at < len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        _, length, kind = struct.unpack("<IHB", data[at : at + 7])
        whole += data[at + 7 : at + 7 + length]
        at += 7 + length
        if kind in (1, 4):  # a whole record, or its last chunk
            yield Record.FromString(whole)
            whole = b""


def test_wandb_leaves_no_service_running(tmp_path: Path) -> None:
    written(tmp_path, "wandb")
    assert (tmp_path / "children").read_text().split() == []


@pytest.mark.parametrize("text", ["", "tensorboard", "tensorboard:", "excel:logs", ":logs"])
def test_what_names_no_writer_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="names no place to log to: KIND:FOLDER is expected, with the kind tensorb"):
        writer_named(text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_package_is_a_sentence_that_says_what_to_install(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard" if kind == "tensorboard" else kind, None)
    monkeypatch.delitem(sys.modules, f"foretell.watch.{kind}", raising=False)
    with pytest.raises(ValueError, match=rf"--log {kind}:.* needs the package .*pip install 'foretell\[log\]'"):
        writer_named(f"{kind}:{tmp_path / 'logs'}")


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"--log tensorboard:.* cannot be written: "):
        writer_named(f"tensorboard:{tmp_path / 'file' / 'logs'}")


def test_a_watch_with_no_writers_needs_none_of_the_libraries(tmp_path: Path) -> None:
    code = "import sys; import foretell.watch; print([m for m in ('torch', 'wandb', 'mlflow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
