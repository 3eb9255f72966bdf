"""Ctrl-C, as a terminal sends it: to the driver and all its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.journey.harness import COMMAND

pytestmark = pytest.mark.journey
MICRO = Path(__file__).with_name("micro.toml")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_journey_ends_at_once_in_one_sentence(number: signal.Signals, tmp_path: Path) -> None:
    command = [*COMMAND, "run", str(MICRO), "--store", str(tmp_path / "store")]
    journey = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
    )
    while not any((tmp_path / "store").glob("train/*")):
        assert journey.poll() is None
        time.sleep(0.05)
    os.killpg(journey.pid, number) if number is signal.SIGINT else os.kill(journey.pid, number)
    said = journey.communicate(timeout=30)[1]
    assert journey.returncode == 130
    assert said.count("stopped. What was finished is kept; the same command goes on from here.") == 1
    assert "Traceback" not in said
    assert "Warning" not in said
