"""Small verbs for the lab's tests. A module of its own, so that worker processes can import it by name."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from foretell.lab import Lab, Workspace, verb
from foretell.nouns import Noun, Spec, Suite


class Bake(Spec):
    """How many loaves, and of what."""

    loaves: int = 2
    flour: str = "rye"


@verb(version=1)
def bake(spec: Bake, *, workspace: Workspace) -> Suite:
    """Leaves one file of loaves."""
    (workspace.folder / "loaves.txt").write_text(spec.flour * spec.loaves)
    return Suite(tasks={"loaves": spec.loaves})


@verb(version=1)
def rebake(spec: Bake, *, workspace: Workspace) -> Suite:
    """Another recipe for the same loaves: the flour's name is written in small letters."""
    (workspace.folder / "loaves.txt").write_text(spec.flour.lower() * spec.loaves)
    return Suite(tasks={"loaves": spec.loaves})


@verb(version=1)
def slice_up(suite: Suite, slices: int = 4, *, workspace: Workspace) -> Suite:
    """Counts slices of what `bake` left; reads its file."""
    letters = len((suite.folder / "loaves.txt").read_text())
    return Suite(tasks={"slices": suite.tasks["loaves"] * slices, "letters": letters})


@verb(version=1)
def blend(suites: Sequence[Suite], number: int, *, workspace: Workspace) -> Suite:
    """Puts together what several others left."""
    (workspace.folder / "loaves.txt").write_text("".join((s.folder / "loaves.txt").read_text() for s in suites))
    return Suite(tasks={"number": number, "blended": len(suites)})


@verb(version=1)
def bake_in_parts(spec: Bake, *, workspace: Workspace) -> Suite:
    """One part a loaf, each baked once even when the call is broken off after any part."""
    parts = [workspace.scratch / f"{i}.txt" for i in range(spec.loaves)]
    for path in parts:
        if not path.exists():
            path.write_text("loaf")
            oven = workspace.folder.parents[1] / "oven.log"
            with oven.open("a") as log:
                log.write(f"{path.name}\n")
            if (workspace.folder.parents[1] / f"power-cut-{path.name}").exists():
                raise RuntimeError("power cut")
    (workspace.folder / "loaves.txt").write_text("".join(p.read_text() for p in parts))
    return Suite(tasks={"loaves": len(parts)})


@verb(version=1)
def bake_slowly(spec: Bake, *, workspace: Workspace) -> Suite:
    """Takes long enough for another process to come by; marks each time it is run."""
    (workspace.folder.parents[1] / f"ran-{os.getpid()}").touch()
    time.sleep(0.3)
    return bake(spec, workspace=workspace)  # type: ignore[return-value]


@verb(version=1)
def bake_together(spec: Bake, *, workspace: Workspace) -> Suite:
    """Squares of parts, on all workers."""
    squares = workspace.map(partial(pow, 2), range(spec.loaves), "baking")
    (workspace.folder / "squares.txt").write_text(str(squares))
    workspace.note(flops=7.0)
    return Suite(tasks={"squares": sum(squares)})


def two_loaves(lab: Lab, flour: str, loaves: int) -> list[Noun]:
    """A procedure for `Lab.each`: two verbs in a row."""
    baked = lab(bake, Bake(loaves=loaves, flour=flour))
    return [baked, lab(slice_up, baked)]


def wait_and_square(part: tuple[float, int]) -> int:
    """Later parts may be done sooner."""
    time.sleep(part[0])
    return part[1] ** 2


def die_if(part: int) -> int:
    if part == 1:
        os._exit(9)
    return part


def environment(_: Any) -> dict[str, str]:
    return dict(os.environ)


def sleep_beside(folder: str) -> None:
    """Write this process's number, then stay longer than any test."""
    (Path(folder) / f"worker-{os.getpid()}").touch()
    time.sleep(600)
