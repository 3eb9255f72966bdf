"""What a call cost, measured where it ran: never part of a fact, a key or a comparison."""

from __future__ import annotations

import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

RECORDED_VERSIONS = ("foretell", "numpy", "torch", "tokenizers", "pyarrow", "selectolax")


@dataclass(frozen=True)
class Used:
    """Processor seconds and the largest resident memory (bytes) of one process."""

    cpu_seconds: float
    peak_bytes: int


def usage() -> Used:
    """What this process and the children it has waited for have used so far (Linux counts memory in KiB)."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return Used(cpu, max(own.ru_maxrss, children.ru_maxrss) * 1024)


def metered(function: Callable[[Any], Any], part: Any) -> tuple[Any, Used]:
    """`function(part)`, and what it used in the process where it ran."""
    before = usage().cpu_seconds
    result = function(part)
    after = usage()
    return result, Used(after.cpu_seconds - before, after.peak_bytes)


class Stopwatch:
    """Wall and processor seconds since it was made; `elsewhere` adds what worker processes used for the same call."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), usage().cpu_seconds
        self._elsewhere: list[Used] = []

    def elsewhere(self, used: Used) -> None:
        self._elsewhere.append(used)

    def reading(self) -> dict[str, Any]:
        """The figures of `meter.json`: seconds, cpu_seconds, peak_bytes, when it ended, and on what it ran."""
        now = usage()
        cpu = now.cpu_seconds - self._cpu + sum(used.cpu_seconds for used in self._elsewhere)
        return {
            "seconds": round(time.perf_counter() - self._wall, 3),
            "cpu_seconds": round(cpu, 3),
            "peak_bytes": max([now.peak_bytes, *(used.peak_bytes for used in self._elsewhere)]),
            "finished": round(time.time(), 1),
            "device": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "versions": ", ".join(f"{name} {version(name)}" for name in RECORDED_VERSIONS if version(name)),
        }


def version(package: str) -> str:
    """The installed version of a package, or nothing."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
