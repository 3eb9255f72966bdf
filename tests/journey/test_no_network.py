"""Cut off from the network, a journey ends alike and looks no name up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.journey.harness import MINI, Walked, essence, foretell

pytestmark = pytest.mark.journey


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
