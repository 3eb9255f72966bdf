"""How tests run the command line and compare stores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MINI = Path(__file__).with_name("mini.toml")
COMMAND = [sys.executable, "-m", "foretell"]


def foretell(
    *arguments: object, prefix: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would; its output is text."""
    command = [*prefix, *COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, env=environment
    )


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """Start the command line in a process group of its own, so that a test can kill all of it."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


@dataclass(frozen=True)
class Walked:
    """A finished journey: its store and what it printed as JSON."""

    store: Path
    told: dict[str, Any]


def essence(store: Path) -> dict[str, Any]:
    """All that must be equal between two stores: per step its inputs, facts and file digests; meters are left out."""
    records = {str(p.parent.relative_to(store)): json.loads(p.read_text()) for p in store.glob("*/*/record.json")}
    return {
        address: (
            record["facts"],
            {n: row for n, row in record["files"].items() if n != "meter.json"},
            record["digest"],
        )
        for address, record in records.items()
    }
