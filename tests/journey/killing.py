"""Kill a journey at random moments, again and again, and look at what is left each time.

`python -m tests.journey.killing --kills 200 --seed 7` prints one line a kill and ends with status 1 at the first
difference from a journey that was never killed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journey.harness import MICRO, OFTEN, differences, essence, foretell

LEAVE_SECONDS = 20.0  # for workers whose driver was killed
Begun = Callable[[Path], bool]


def is_training(store: Path) -> bool:
    """Whether a training has begun that is not done."""
    return any(not (folder / "record.json").exists() for folder in store.glob("train/*"))


# What the first kills wait for, all in one store, and how long at the most they wait on (seconds): so every stage is
# hit. The kills after them come at any moment of the journey's length.
AIMS: tuple[tuple[Begun, float], ...] = (
    (lambda store: any(store.glob("curate/*")), 0.3),
    (is_training, 2.0),
    (lambda store: any(store.glob("plan/*/record.json")) and is_training(store), 1.5),
)


@dataclass(frozen=True)
class Kill:
    """One kill: when it came (seconds from the start), whom it took, and what the journey was about."""

    number: int
    seconds: float
    whom: str
    stage: str
    finished: int

    def __str__(self) -> str:
        when = f"kill {self.number:3}  {self.seconds:5.2f} s"
        return f"{when}  {self.whom:6}  {self.stage:10}  {self.finished} steps kept"


def kills(number: int, seed: int, walked: Path, seconds: float, folder: Path) -> Iterator[Kill]:
    """Kill journeys in stores below `folder`, a new one whenever one was walked to its end; one row a kill.

    `walked` is the store of a journey that was never killed and took `seconds`. Raises AssertionError, with the
    seed, where a finished step differs from its twin there, and at the end for a store that is not all alike.
    """
    draw, expected, done = random.Random(seed), essence(walked), 0
    store = folder / "store-0"
    while done < number:
        aim = AIMS[done] if done < len(AIMS) else None
        if kill := _killed(draw, store, aim, seconds, expected, done + 1):
            assert not (wrong := differences(store, expected)), f"seed {seed}, {kill}: {wrong}"
            done += 1
            yield kill
        else:
            _compare(store, expected, seed)
            store = folder / f"store-{done}"
    _compare(store, expected, seed)


def _compare(store: Path, expected: dict[str, Any], seed: int) -> None:
    """Walk a store's journey to its end, if it is not there yet; it must be all that an unkilled one is."""
    if not (store / "pages" / "micro" / "index.html").exists():
        ended = foretell("run", MICRO, "--store", store)
        assert ended.returncode == 0, f"seed {seed}, {store}: {ended.stderr}"
    assert not (wrong := differences(store, expected)), f"seed {seed}, {store}: {wrong}"
    assert essence(store) == expected, f"seed {seed}, {store}"
    assert not list(store.glob("*/*/scratch")), f"seed {seed}, {store}"
    shutil.rmtree(store)


def _killed(
    draw: random.Random,
    store: Path,
    aim: tuple[Begun, float] | None,
    seconds: float,
    expected: dict[str, Any],
    number: int,
) -> Kill | None:
    """Start the journey and kill it at a moment drawn for it; None when it had ended by then."""
    begun, longest = aim or (lambda store: True, seconds)
    wait, whom = draw.uniform(0.0, longest), draw.choice(("driver", "all"))
    command = [sys.executable, str(OFTEN), "run", str(MICRO), "--store", str(store)]
    started, clock = time.monotonic(), time.time()
    journey = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not begun(store) and journey.poll() is None:
            time.sleep(0.005)
        try:
            journey.wait(wait)
            return None
        except subprocess.TimeoutExpired:
            os.kill(journey.pid, signal.SIGKILL) if whom == "driver" else os.killpg(journey.pid, signal.SIGKILL)
        after = time.monotonic() - started
        journey.wait()
        _wait_until_gone(journey.pid)
    finally:
        if running(journey.pid):
            os.killpg(journey.pid, signal.SIGKILL)
        journey.wait()
    touched = any(path.lstat().st_mtime > clock for path in store.rglob("*"))
    stage = stage_of(store, expected) if touched else "starting"
    return Kill(number, after, whom, stage, len(list(store.glob("*/*/record.json"))))


def stage_of(store: Path, expected: dict[str, Any]) -> str:
    """What a killed journey was about: the first of its stages that is not done in the store."""
    done = Counter(path.parent.parent.name for path in store.glob("*/*/record.json"))
    ladder = sum(address.startswith("train/") for address in expected) - 1
    for verb, steps, stage in (
        *(("curate", 1, "curation"), ("ground", 1, "tokens"), ("train", ladder, "ladder"), ("plan", 1, "laws")),
        *(("train", ladder + 1, "target"), ("trend", 1, "scores")),
    ):
        if done[verb] < steps:
            return stage
    return "page"


def running(group: int) -> list[int]:
    """The processes of a group, but for those that are dead and were not buried yet."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, number = path.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:  # gone meanwhile
            continue
        if int(number) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def _wait_until_gone(group: int) -> None:
    """Workers of a killed driver must leave by themselves."""
    deadline = time.monotonic() + LEAVE_SECONDS
    while left := running(group):
        assert time.monotonic() < deadline, f"the driver is dead and its workers {left} are not"
        time.sleep(0.02)


def main() -> None:
    """Walk the journey once in peace, then kill it as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    asked = parser.parse_args()
    print(f"seed {asked.seed}: repeat with  make crash KILLS={asked.kills} SEED={asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        walked = foretell("run", MICRO, "--store", Path(folder, "walked"))
        if walked.returncode:
            sys.exit(walked.stderr)
        seconds = time.monotonic() - began
        print(f"a journey that nobody kills takes {seconds:.1f} s", flush=True)
        stages: Counter[str] = Counter()
        for kill in kills(asked.kills, asked.seed, Path(folder, "walked"), seconds, Path(folder)):
            stages[kill.stage] += 1
            print(kill, flush=True)
        told = ", ".join(f"{stage} {n}" for stage, n in stages.most_common())
        print(f"{asked.kills} kills in {time.monotonic() - began:.0f} s, all alike: {told}")


if __name__ == "__main__":
    main()
