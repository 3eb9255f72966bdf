"""Do a verb once; remember the answer for ever."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from foretell.lab import key as keys
from foretell.lab import record
from foretell.lab.files import read_json, write_text
from foretell.lab.lease import lease
from foretell.lab.pool import Pool, settle
from foretell.lab.workspace import Workspace
from foretell.nouns import Noun

RECORDED_VERSIONS = ("foretell", "numpy", "torch", "tokenizers", "pyarrow", "selectolax")


class Lab:
    """Where and how things run. Nothing in here is part of a result's identity.

    `lab(verb, *inputs)` answers from the store when this verb, with this version, spec and input bytes, was done
    before; otherwise it does it. `ran` and `remembered` list the addresses of either kind, in order.
    """

    def __init__(self, store: str | Path = "store", workers: int | None = None) -> None:
        settle()
        self.store = Path(store).resolve()
        self.workers = workers or os.cpu_count() or 1
        self.pool = Pool(self.workers)
        self.ran: list[str] = []
        self.remembered: list[str] = []

    def __call__(self, verb: keys.Verb, *inputs: Any, name: str = "") -> Any:
        """The answer of `verb(*inputs)`, from the store if it is there. `name` gives it a readable name beside it."""
        address = f"{verb.__name__}/{keys.key(verb, inputs)}"
        folder = self.store / address
        noun = self._remembered(address) or self._done_under_lease(verb, inputs, address)
        if name:
            write_text(self.store / "names" / name, f"{folder.parent.name}/{folder.name}\n")
        return noun

    def _remembered(self, address: str) -> Noun | None:
        if not (self.store / address / record.RECORD).exists():
            return None
        self.remembered.append(address)
        return record.read(self.store / address)

    def _done_under_lease(self, verb: keys.Verb, inputs: tuple[Any, ...], address: str) -> Noun:
        with lease(self.store / "locks" / address.replace("/", "-")):
            return self._remembered(address) or self._do(verb, inputs, address)

    def _do(self, verb: keys.Verb, inputs: tuple[Any, ...], address: str) -> Noun:
        progress = self.store / "progress" / f"{address.replace('/', '-')}.json"
        workspace = Workspace(self.store / address, progress, self.pool.map)
        workspace.clear(keep_scratch=True)
        wall, cpu = time.perf_counter(), _cpu_seconds()
        try:
            noun = verb(*inputs, workspace=workspace)
        finally:
            progress.unlink(missing_ok=True)
        shutil.rmtree(workspace.scratch)
        measured = {"seconds": round(time.perf_counter() - wall, 3), "cpu_seconds": round(_cpu_seconds() - cpu, 3)}
        measured |= {"peak_bytes": _peak_bytes(), "finished": round(time.time(), 1)}
        meter = measured | workspace.meter | _machine()
        self.ran.append(address)
        return record.write(workspace.folder, verb, keys.arguments(verb, inputs), noun, meter)

    def map(self, verb: keys.Verb, items: Sequence[Any], *shared: Any) -> list[Any]:
        """`verb(item, *shared)` for each item, remembered one by one, one process a core."""
        return self.each(_one, [(verb, item) for item in items], *shared)

    def each(self, procedure: Callable[..., Any], items: Sequence[Any], *shared: Any) -> list[Any]:
        """`procedure(lab, item, *shared)` for each item in worker processes; its lab remembers in this store.

        Give the longest first: they are started in order, and the answers come in that order.
        """
        results = []
        parts = [(self.store, self.workers, procedure, item, shared) for item in items]
        for result, ran, remembered in self.pool.map(_in_worker, parts):
            results.append(result)
            self.ran += ran
            self.remembered += remembered
        return results

    def read(self, name: str) -> Noun:
        """The noun with this name (`tiny/target`) or address (`train/9c1e…`; a part that fits only one is enough)."""
        return record.read(self.find(name))

    def find(self, name: str) -> Path:
        """The folder of a name or address; a sentence if there is none, or more than one."""
        named = self.store / "names" / name
        if named.is_file():
            return self.store / named.read_text(encoding="utf-8").strip()
        found = [f for f in self.finished() if f"{f.parent.name}/{f.name}".startswith(name)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(sorted(self.names())) or "none yet"
        problem = "Nothing" if not found else f"More than one result ({len(found)})"
        raise LookupError(f"{problem} in {self.store} is called {name!r}. Names there: {names}.")

    def names(self) -> dict[str, str]:
        """Readable names and the addresses they stand for."""
        root = self.store / "names"
        files: Iterable[Path] = sorted(p for p in root.rglob("*") if p.is_file()) if root.exists() else []
        return {str(p.relative_to(root)): p.read_text(encoding="utf-8").strip() for p in files}

    def finished(self) -> list[Path]:
        """The folders of all finished steps, oldest record first."""
        return sorted((p.parent for p in self.store.glob(f"*/*/{record.RECORD}")), key=_finished_at)

    def close(self) -> None:
        self.pool.close()

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _one(lab: Lab, call: tuple[keys.Verb, Any], *shared: Any) -> Any:
    verb, item = call
    return lab(verb, item, *shared)


def _in_worker(part: tuple[Path, int, Callable[..., Any], Any, tuple[Any, ...]]) -> tuple[Any, list[str], list[str]]:
    store, _, procedure, item, shared = part
    lab = Lab(store, workers=1)
    return procedure(lab, item, *shared), lab.ran, lab.remembered


def _finished_at(folder: Path) -> float:
    return (folder / record.RECORD).stat().st_mtime


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_bytes() -> int:
    """Largest resident memory of this process so far (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _machine() -> dict[str, str]:
    versions = {name: _version(name) for name in RECORDED_VERSIONS}
    made_with = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    device = f"{platform.system()} {platform.machine()}"
    return {"device": device, "python": platform.python_version(), "versions": made_with}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def why(lab: Lab, name: str) -> dict[str, Any]:
    """What a result was made from: its verb, version, specs and inputs, as its record says."""
    entry = read_json(lab.find(name) / record.RECORD)
    return {field: entry[field] for field in ("verb", "version", "inputs", "digest")}
