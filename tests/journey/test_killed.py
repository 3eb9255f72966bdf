"""Killed at a random moment of curation, a trunk, the fit and the target, the journey ends with the same bytes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey.harness import MINI, Walked, essence, foretell, start

pytestmark = pytest.mark.journey

# a stage, how it is seen to have begun, and the longest wait before the kill (seconds; about the stage's length here)
Begun = Callable[[Path], bool]
STAGES: list[tuple[str, Begun, float]] = [
    ("curation", lambda store: any(store.glob("curate/*")), 4.0),
    ("trunk", lambda store: any(store.glob("train/*")), 6.0),
    ("fit", lambda store: any(store.glob("fit/*")), 0.5),
    ("target", lambda store: any(store.glob("plan/*/record.json")) and is_training(store), 5.0),
]


def is_training(store: Path) -> bool:
    """Whether a training has begun that is not done."""
    return any(not (folder / "record.json").exists() for folder in store.glob("train/*"))


def kill_in(stage: Begun, wait: float, store: Path) -> bool:
    """Start the journey, wait for the stage, wait on, kill the driver and its workers. False: it ended before."""
    journey = start("run", MINI, "--store", store)
    try:
        while not stage(store):
            if journey.poll() is not None:
                return False
            time.sleep(0.005)
        time.sleep(wait)
        if journey.poll() is not None:
            return False
        os.killpg(journey.pid, signal.SIGKILL)
        return True
    finally:
        if journey.poll() is None:
            os.killpg(journey.pid, signal.SIGKILL)
        journey.wait()


def test_a_killed_journey_ends_with_the_same_facts_and_bytes(walked: Walked, tmp_path: Path) -> None:
    seed = int(os.environ.get("FORETELL_KILL_SEED", time.time_ns() % 2**32))
    draw = random.Random(seed)
    print(f"repeat with FORETELL_KILL_SEED={seed}")
    store = tmp_path / "store"
    killed = {name: kill_in(begun, draw.uniform(0, longest), store) for name, begun, longest in STAGES}
    done = foretell("run", MINI, "--store", store, "--json")
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert all(killed.values()), f"seed {seed}: the journey ended before a kill came: {killed}"
    assert json.loads(done.stdout)["found"] == walked.told["found"], f"seed {seed}, killed {killed}"
    assert essence(store) == essence(walked.store), f"seed {seed}, killed {killed}"


def test_it_needs_no_network(walked: Walked, tmp_path: Path) -> None:
    """In a network namespace of its own, without even a loopback, the journey ends alike and looks no name up."""
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no user make a network namespace")
    spy = tmp_path / "sitecustomize.py"
    spy.write_text(SPY.format(log=str(tmp_path / "looked-up")))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = foretell(
        "run", MINI, "--store", tmp_path / "s", "--json", prefix=("unshare", "-rn"), environment=environment
    )
    assert done.returncode == 0, done.stderr
    assert essence(tmp_path / "s") == essence(walked.store)
    assert not (tmp_path / "looked-up").exists(), (tmp_path / "looked-up").read_text()


SPY = """
import socket
def _spied(name, original):
    def call(*arguments, **options):
        with open({log!r}, "a") as file:
            file.write(name + repr(arguments) + chr(10))
        return original(*arguments, **options)
    return call
for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, _name, _spied(_name, getattr(socket, _name)))
"""
