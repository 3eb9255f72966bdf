"""Writers hear each point once and each run's facts once; one that fails is told of once."""

from __future__ import annotations

import io

import pytest

from foretell.lab import REMEMBERED
from foretell.watch import Watch
from tests.watch.made import Clock, Noted, Teller, made_run

TITLE = "tiny/width 32, 1e+11 FLOPs"
CURVE = [(step, 4.0 - 2.0 * step / 20) for step in range(2, 21, 2)]


class Failing(Noted):
    def curve(self, *_: object) -> None:
        raise OSError(28, "No space left on device")


def test_a_training_is_written_while_it_runs_and_completed_when_it_is_finished(
    tell: Teller, clock: Clock, out: io.StringIO
) -> None:
    writer, run = Noted(), made_run()
    with Watch(tell.folder, 1, out, name="tiny", writers=[writer]) as watch:
        with watch("ladder", counted="train"):
            for step in (1, 5, 5, 12):
                tell.training("train-" + "9c1e" * 4, step, 20, run.rung.title)
                watch.look()
        watch.finished(run)
        watch.finished(run)
    curves = [points for kind, *rest in writer.heard if kind == "curve" for points in rest[2:]]
    assert curves[:2] == [CURVE[:2], CURVE[2:6]]
    assert writer.heard[2:] == [
        ("curve", TITLE, "loss", CURVE[6:]),
        ("curve", TITLE, "bits_per_byte", [(20, 1.25)]),
        ("finish", TITLE, writer.heard[4][2]),
        ("close",),
    ]
    facts = writer.heard[4][2]
    assert facts["params"] == 1000
    assert facts["flops"] == 1.0e11
    assert facts["bits_per_byte"] == 1.25
    assert facts["address"] == "train/" + "9c1e" * 4


def test_a_remembered_run_is_written_whole(tell: Teller, clock: Clock, out: io.StringIO) -> None:
    writer, run = Noted(), made_run()
    with Watch(tell.folder, 1, out, name="tiny", writers=[writer]) as watch, watch("ladder", counted="train"):
        tell("train-" + "9c1e" * 4, 20, 20, REMEMBERED)
        watch.look()
        watch.finished(run)
    assert writer.heard[0] == ("curve", TITLE, "loss", CURVE)


def test_two_runs_of_one_title_stay_apart(tell: Teller, clock: Clock, out: io.StringIO) -> None:
    writer = Noted()
    with Watch(tell.folder, 1, out, writers=[writer]) as watch:
        watch.finished(made_run(key="a" * 16))
        watch.finished(made_run(key="b" * 16))
    finished = [run for kind, run, *_ in writer.heard[:-1] if kind == "finish"]
    assert finished == ["width 32, 1e+11 FLOPs", f"width 32, 1e+11 FLOPs ({'b' * 16})"]


def test_a_run_that_diverged_is_written_with_its_reason(tell: Teller, clock: Clock, out: io.StringIO) -> None:
    writer = Noted()
    with Watch(tell.folder, 1, out, writers=[writer]) as watch:
        watch.finished(made_run(bits_per_byte=None, diverged="loss_not_finite at step 3"))
    assert [kind for kind, *_ in writer.heard] == ["curve", "finish", "close"]
    assert writer.heard[1][2]["diverged"] == "loss_not_finite at step 3"
    assert "bits_per_byte" not in writer.heard[1][2]


def test_a_writer_that_fails_is_told_of_once_and_stops_nobody(tell: Teller, clock: Clock, out: io.StringIO) -> None:
    failing, writer = Failing(), Noted()
    with Watch(tell.folder, 1, out, writers=[failing, writer]) as watch:
        for key in ("a" * 16, "b" * 16):
            watch.finished(made_run(key=key))
    assert failing.heard == []
    assert sum(kind == "finish" for kind, *_ in writer.heard) == 2
    assert out.getvalue().splitlines() == [
        "Failing writes no more (OSError: [Errno 28] No space left on device). The journey goes on without it."
    ]


def test_other_verbs_are_not_written(tell: Teller, clock: Clock, out: io.StringIO) -> None:
    writer = Noted()
    with Watch(tell.folder, 1, out, writers=[writer]) as watch, watch("tokens"):
        tell("tokenize-1", 1, 2, "encoding")
    assert writer.heard == [("close",)]


@pytest.mark.parametrize("steps", [20, 200])
def test_a_journey_that_breaks_off_closes_its_writers(tell: Teller, clock: Clock, out: io.StringIO, steps: int) -> None:
    writer = Noted()
    with pytest.raises(KeyboardInterrupt), Watch(tell.folder, 1, out, writers=[writer]) as watch:
        _broken(watch, tell, steps)
    assert [kind for kind, *_ in writer.heard] == ["curve", "close"]


def _broken(watch: Watch, tell: Teller, steps: int) -> None:
    with watch("ladder", counted="train"):
        tell.training("train-1", steps // 2, steps, "width 32")
        raise KeyboardInterrupt
