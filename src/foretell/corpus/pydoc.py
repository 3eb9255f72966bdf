"""The built-in source `pydoc`: the HTML documentation of the running Python's standard library.

Pages are made in a child process with its own empty folder and environment, since importing every module of the
library has side effects. What differs between two machines or two makings (addresses, paths) is replaced.
"""

from __future__ import annotations

import json
import pkgutil
import platform
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from foretell.corpus.documents import Broken, Page

MODULES_PER_PART = 40
SECONDS_PER_PART = 600
LEFT_OUT = frozenset(("antigravity", "this", "idlelib", "turtledemo", "test", "tests", "lib2to3"))
ENVIRONMENT = {"PYTHONHASHSEED": "0", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
CHILD = Path(__file__).with_name("pydoc_child.py")


def content(argument: str) -> str:
    """What the pages depend on: the interpreter's version and build, and which modules it has."""
    python = f"{platform.python_implementation()} {' '.join(sys.version.split())}"
    return f"pydoc of {python} on {sysconfig.get_platform()}, {len(modules())} modules"


def parts(argument: str) -> list[tuple[str, ...]]:
    names = modules()
    return [tuple(names[i : i + MODULES_PER_PART]) for i in range(0, len(names), MODULES_PER_PART)]


def modules() -> list[str]:
    """Names of the library's public modules and submodules, sorted; found without importing any."""
    library = Path(sysconfig.get_path("stdlib"))
    found = {name for name in sys.builtin_module_names if _is_public(name)}
    for folder in (library, library / "lib-dynload"):
        found |= set(_modules_in(folder, ""))
    return sorted(name for name in found if name.split(".")[0] in sys.stdlib_module_names)


def _modules_in(folder: Path, prefix: str) -> Iterator[str]:
    for module in pkgutil.iter_modules([str(folder)], prefix):
        name = module.name
        if not _is_public(name.rsplit(".", 1)[-1]):
            continue
        yield name
        if module.ispkg and (prefix or name in sys.stdlib_module_names):
            yield from _modules_in(folder / name.rsplit(".", 1)[-1], f"{name}.")


def _is_public(name: str) -> bool:
    return not name.startswith("_") and name not in LEFT_OUT


def pages(names: tuple[str, ...]) -> Iterator[Page | Broken]:
    """One page a module; `unreadable` where the module cannot be imported on this platform."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "pages.jsonl"
        subprocess.run(
            [sys.executable, "-s", "-S", "-P", "-B", str(CHILD), made.name, *names],
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_PER_PART,
            check=False,  # what a module that ends the process took with it is counted below
        )
        lines = made.read_text(encoding="utf-8").splitlines() if made.exists() else []
    found = {row["name"]: row for row in map(json.loads, lines)}
    for name in names:
        row = found.get(name, {"problem": "the process that documents it ended"})
        if "html" in row:
            yield Page(f"{name}.html", row["html"], markup=True)
        else:
            yield Broken(f"{name}.html", "unreadable", row["problem"])
