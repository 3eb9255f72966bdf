"""Do a verb once; remember the answer for ever."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foretell.lab import guard, record
from foretell.lab import key as keys
from foretell.lab.disk import writing
from foretell.lab.files import write_text
from foretell.lab.intact import check_intact
from foretell.lab.lease import lease
from foretell.lab.meter import Stopwatch
from foretell.lab.pool import Pool, cores, settle
from foretell.lab.workspace import SCRATCH, Workspace
from foretell.nouns import Noun, Run

Call = tuple[Any, ...]  # a verb and its inputs
ADDRESS = re.compile(r"\w+/[0-9a-f]{16}")
NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,149}(/[A-Za-z0-9][\w.+-]{0,149})*", re.ASCII)
REMEMBERED = "remembered"  # what a call that was answered from the store tells as its progress


class Lab:
    """Where and how things run. Nothing in here is part of a result's identity.

    `lab(verb, *inputs)` answers from the store when this verb, with this version, spec and input bytes, was done
    before; otherwise it does it, or, where the lab only `recalls`, says that it is not there. `ran` and `remembered`
    list the addresses of either kind, in order.
    """

    def __init__(
        self,
        store: str | Path = "store",
        workers: int | None = None,
        progress: Path | None = None,
        recalls: bool = False,
    ) -> None:
        settle()
        self.store = Path(store).resolve()
        self.workers = workers or cores()
        self.recalls = recalls
        self.progress = progress or self.store / "progress" / str(os.getpid())
        self.pool = Pool(self.workers)
        self.ran: list[str] = []
        self.remembered: list[str] = []
        self._guard: weakref.finalize[..., Lab] | None = None

    def __call__(self, verb: keys.Verb, *inputs: Any, name: str = "") -> Any:
        """The answer of `verb(*inputs)`, from the store if it is there. `name` gives it a readable name beside it.

        Raises OSError, naming the file, where the store's disk is full or cannot be written, and ValueError where a
        file of the store is not as it was written.
        """
        if name:
            self._check_name(name)  # before the work, not after it
        address = f"{verb.__name__}/{keys.key(verb, inputs)}"
        with writing(self.store / address, within=self.store):
            self._share()
            noun = self._remembered(address) or self._done_under_lease(verb, inputs, address)
        if name:
            self.name(noun, name)
        return noun

    def _share(self) -> None:
        """From the first call on, nobody clears the store while this lab lives."""
        if self._guard is None and (descriptor := guard.share(self.store)) is not None:
            self._guard = weakref.finalize(self, os.close, descriptor)

    def name(self, noun: Noun, name: str) -> None:
        """Give a stored noun a readable name, `names/NAME`: a one-line file with its address.

        Raises ValueError for a name that is none, or that a folder of names already has.
        """
        self._check_name(name)
        if noun.home is None or not noun.home.address:
            raise ValueError(f"This {type(noun).__name__} is not in the store, so it cannot be called {name!r} there.")
        if self.names().get(name) != noun.home.address:
            write_text(self.store / "names" / name, f"{noun.home.address}\n")

    def _check_name(self, name: str) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} is no name: letters, digits and . _ + - in parts with / between, as in mine/model."
            )
        for known in self.names():
            if known.startswith(f"{name}/") or name.startswith(f"{known}/"):
                raise ValueError(f"{name!r} cannot be a name beside {known!r}: choose another.")

    def _remembered(self, address: str) -> Noun | None:
        folder = self.store / address
        if not (folder / record.RECORD).exists():
            return None
        noun = record.read(folder)
        if (folder / SCRATCH).exists():  # the record was written, and then the process was killed
            shutil.rmtree(folder / SCRATCH, ignore_errors=True)
        self.remembered.append(address)
        work = float(record.meter_of(noun).get("flops", 1.0))
        self._workspace(address).progress(work, work, REMEMBERED)
        return noun

    def _done_under_lease(self, verb: keys.Verb, inputs: tuple[Any, ...], address: str) -> Noun:
        if self.recalls:
            raise LookupError(
                f"{self.store} has no {address}, and here no step is done: the recipe, its pages or the version are "
                "not those of the finished journey. Run it first."
            )
        with lease(self.store / "locks" / address.replace("/", "-")):
            return self._remembered(address) or self._do(verb, inputs, address)

    def _do(self, verb: keys.Verb, inputs: tuple[Any, ...], address: str) -> Noun:
        check_intact(inputs)
        watch = Stopwatch()
        workspace = self._workspace(address, watch)
        workspace.clear(keep_scratch=True)
        try:
            noun = verb(*inputs, workspace=workspace)
        except ValueError:
            with suppress(OSError):  # what was refused at once leaves no folder behind
                workspace.folder.rmdir()
            raise
        meter = watch.reading() | workspace.meter
        placed = record.write(workspace.folder, verb, keys.arguments(verb, inputs), noun, meter)
        shutil.rmtree(workspace.folder / SCRATCH, ignore_errors=True)  # last: until the record stands it may be needed
        self.ran.append(address)
        return placed

    def _workspace(self, address: str, watch: Stopwatch | None = None) -> Workspace:
        def spread(function: Callable[[Any], Any], parts: Sequence[Any]) -> Iterable[Any]:
            return self.pool.map(function, parts, watch.elsewhere if watch else None)

        return Workspace(self.store / address, self.progress / f"{address.replace('/', '-')}.json", spread)

    def map(self, verb: keys.Verb, items: Sequence[Any], *shared: Any) -> list[Any]:
        """`verb(item, *shared)` for each item, remembered one by one, one process a core."""
        return self.together([(verb, item, *shared) for item in items])

    def together(self, calls: Sequence[Call]) -> list[Any]:
        """Calls (verb, input, …) that do not wait for each other, remembered one by one, one process a core."""
        return self.each(_one, calls)

    def each(self, procedure: Callable[..., Any], items: Sequence[Any], *shared: Any) -> list[Any]:
        """`procedure(lab, item, *shared)` for each item in worker processes; its lab remembers in this store.

        Give the longest first: they are started in order, and the answers come in that order.
        """
        results = []
        where = Where(self.store, self.progress, self.recalls)
        parts = [(where, procedure, item, shared) for item in items]
        for result, ran, remembered in self.pool.map(_in_worker, parts):
            results.append(result)
            self.ran += ran
            self.remembered += remembered
        return results

    def read(self, name: str) -> Noun:
        """The noun with this name (`tiny/target`, or `target` alone) or address (`train/9c1e…`), if only one fits."""
        return record.read(self.find(name))

    def find(self, name: str) -> Path:
        """The folder of a name or address; a sentence if there is none, or more than one."""
        names = self.names()
        found = {address for known, address in names.items() if f"/{known}".endswith(f"/{name}")}
        if name in names:
            found = {names[name]}
        found |= {a for f in self.finished() if (a := f"{f.parent.name}/{f.name}").startswith(name)}
        if len(found) == 1:
            return self._there(name, found.pop())
        if found:
            many = ", ".join(sorted(known for known, address in names.items() if address in found) or sorted(found))
            raise LookupError(f"{len(found)} results in {self.store} are called {name!r}: give one in full. {many}")
        near = difflib.get_close_matches(name, [*names, *(known.split("/", 1)[-1] for known in names)], n=2)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise LookupError(f"Nothing in {self.store} is called {name!r}. {meant}`foretell ls` shows what is there.")

    def _there(self, name: str, address: str) -> Path:
        """The folder of an address, if it is one of this store's finished steps; else a sentence."""
        folder = self.store / address
        if ADDRESS.fullmatch(address) and (folder / record.RECORD).is_file():
            return folder
        raise LookupError(f"{name!r} stands for {folder}, where no finished step lies: run again to make it anew.")

    def names(self) -> dict[str, str]:
        """Readable names and the addresses they stand for, as they are written: a step need not be there."""
        root = self.store / "names"
        files = sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))  # a dot: a draft
        return {str(p.relative_to(root)): p.read_text(encoding="utf-8", errors="replace").strip() for p in files}

    def finished(self) -> list[Path]:
        """The folders of all finished steps, oldest record first."""
        records = [p for p in self.store.glob(f"*/*/{record.RECORD}") if p.is_file()]
        steps = [p.parent for p in records if ADDRESS.fullmatch(f"{p.parent.parent.name}/{p.parent.name}")]
        return sorted(steps, key=_finished_at)

    def close(self) -> None:
        self.pool.close()
        if self._guard is not None:
            self._guard()
            self._guard = None
        shutil.rmtree(self.progress, ignore_errors=True)

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _one(lab: Lab, call: Call) -> Any:
    verb, *inputs = call
    return lab(verb, *inputs)


@dataclass(frozen=True)
class Where:
    """What a worker's lab must know of its parent's."""

    store: Path
    progress: Path
    recalls: bool


def _in_worker(part: tuple[Where, Callable[..., Any], Any, tuple[Any, ...]]) -> tuple[Any, list[str], list[str]]:
    where, procedure, item, shared = part
    lab = Lab(where.store, workers=1, progress=where.progress, recalls=where.recalls)
    return procedure(lab, item, *shared), lab.ran, lab.remembered


def _finished_at(folder: Path) -> float:
    return (folder / record.RECORD).stat().st_mtime


def trainings(lab: Lab) -> list[Run]:
    """All finished trainings of a store, oldest first."""
    return [run for run in all_runs(lab) if run.home and run.home.folder.parent.name == "train"]


def all_runs(lab: Lab) -> list[Run]:
    """All runs of a store, oldest first: trained, adapted, imported."""
    folders = [folder for folder in lab.finished() if record.entry(folder)["noun"] == Run.__name__]
    return [run for folder in folders if isinstance(run := record.read(folder), Run)]


def why(lab: Lab, name: str) -> dict[str, Any]:
    """What a result was made from: its verb, version, specs and inputs, as its record says."""
    entry = record.entry(lab.find(name))
    return {field: entry[field] for field in ("verb", "version", "inputs", "digest")}
