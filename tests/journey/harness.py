"""How tests run the command line and compare stores."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foretell.lab import file_digest

MINI, MICRO, OFTEN = (Path(__file__).with_name(name) for name in ("mini.toml", "micro.toml", "often.py"))
COMMAND = [sys.executable, "-m", "foretell"]


def foretell(
    *arguments: object, prefix: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would; its output is text."""
    command = [*prefix, *COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, env=environment
    )


@dataclass(frozen=True)
class Walked:
    """A finished journey: its store, what it printed as JSON, and how long it took."""

    store: Path
    told: dict[str, Any]
    seconds: float


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


def differences(store: Path, expected: dict[str, Any]) -> list[str]:
    """What is wrong with the finished steps of a store: those unlike their twins, and files unlike their records."""
    found = essence(store)
    wrong = [address for address, step in found.items() if expected.get(address) != step]
    for address, (_, files, _) in found.items():
        wrong += [f"{address}/{n}" for n, row in files.items() if file_digest(store / address / n) != row["digest"]]
    return wrong
