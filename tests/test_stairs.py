"""Imports go down the stairs, never up; and what promises to be light never loads torch."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "foretell"
FLOORS = (  # from the top; rooms and loose modules of one floor never import each other
    ("__main__",),
    ("cli", "__init__"),
    ("draft",),
    ("dry_run",),
    ("studies", "show"),
    ("journey",),
    ("recipe",),
    ("watch", "toml"),
    ("report",),
    ("planning", "adaptation", "huggingface"),
    ("laws", "training", "evaluation", "corpus", "tokens"),
    ("models", "tasks", "text"),
    ("lab",),
    ("nouns",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
LIGHT = ("nouns", "lab", "laws", "planning", "report", "tasks", "text", "models/flops.py")  # never torch
LIGHTEST = ("nouns", "lab", "laws", "planning")  # nor anything else beyond the core's dependencies
HEAVY = ("torch", "safetensors", "tokenizers", "transformers", "pyarrow", "scipy", "altair", "selectolax", "fastwarc")


def run_time_imports(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import that can run, in functions too; those under TYPE_CHECKING cannot."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and _is_type_checking(node)]
    skipped = {id(node) for block in blocks for statement in block.body for node in ast.walk(statement)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def _is_type_checking(node: ast.If) -> bool:
    return ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imports_of(root: Path) -> Iterator[tuple[Path, int, str]]:
    """(file relative to `root`, line, imported name) of everything that the package imports at run time."""
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        package = ".".join(("foretell", *relative.parent.parts))
        for line, name in run_time_imports(ast.parse(path.read_text(encoding="utf-8")), package):
            yield relative, line, name


def room_of(relative: Path) -> str:
    return relative.parts[0].removesuffix(".py")


def steps_up(root: Path) -> list[str]:
    """A sentence for each import that does not go down."""
    faults = []
    for path, line, name in imports_of(root):
        room, target = room_of(path), (*name.split("."), "")[1]
        if name.split(".")[0] != "foretell" or target == room:
            continue
        if room not in FLOOR or target not in FLOOR:
            faults.append(f"{path}:{line} imports {name}: give both {room!r} and {target!r} a floor in FLOORS")
        elif FLOOR[target] <= FLOOR[room]:
            faults.append(f"{path}:{line} imports {name}, which lies on {room}'s own floor or above it")
    return faults


def torch_imports(root: Path) -> list[str]:
    """A sentence for each import of torch in what must stay light."""
    return [
        f"{path}:{line} imports {name}"
        for path, line, name in imports_of(root)
        if name.split(".")[0] == "torch" and (room_of(path) in LIGHT or str(path) in LIGHT)
    ]


def import_without(packages: tuple[str, ...], modules: list[str]) -> str:
    """What goes wrong when a fresh process imports `modules` while `packages` cannot be imported; "" if nothing."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({packages!r}))"
    code = f"{blocked}; import importlib; [importlib.import_module(m) for m in {modules!r}]"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    return done.stderr.strip()


def test_imports_go_down_the_stairs() -> None:
    assert steps_up(SOURCE) == []


def test_every_room_has_a_floor() -> None:
    rooms = {p.stem if p.is_file() else p.name for p in SOURCE.iterdir() if p.suffix == ".py" or p.is_dir()}
    assert rooms - {"__pycache__"} <= set(FLOOR)


def test_what_must_stay_light_never_names_torch() -> None:
    assert torch_imports(SOURCE) == []


def test_the_core_imports_without_any_extra() -> None:
    modules = [f"foretell.{room}" for room in LIGHTEST]
    assert import_without(HEAVY, ["foretell", *modules, "foretell.models.flops", "foretell.toml"]) == ""


def test_light_rooms_import_without_torch() -> None:
    assert import_without(("torch",), [f"foretell.{room}" for room in LIGHT if "/" not in room]) == ""


@pytest.mark.parametrize(
    ("path", "code", "part"),
    [
        ("lab/lab.py", "from foretell.training import train\n", "own floor or above"),
        ("lab/lab.py", "import foretell.cli\n", "own floor or above"),
        ("laws/fit.py", "from foretell.corpus.curate import curate\n", "own floor or above"),
        ("laws/fit.py", "def f() -> None:\n    from foretell import training\n", "own floor or above"),
        ("laws/fit.py", "from ..evaluation import evaluate\n", "own floor or above"),
        ("laws/fit.py", "from .. import evaluation\n", "own floor or above"),
        ("laws/charts/deep.py", "from ...evaluation import evaluate\n", "own floor or above"),
        ("laws/fit.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import foretell.report\n", "own floor or above"),
        ("nouns.py", "from foretell.lab import Lab\n", "own floor or above"),
        ("cellar/rat.py", "from foretell.lab import Lab\n", "a floor in FLOORS"),
    ],
)
def test_a_step_up_is_found(tmp_path: Path, path: str, code: str, part: str) -> None:
    _write(tmp_path / path, code)
    faults = steps_up(tmp_path)
    assert len(faults) == 1
    assert faults[0].startswith(path)
    assert part in faults[0]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("laws/fit.py", "from foretell.lab import verb\nfrom foretell.laws.form import Form\nfrom . import form\n"),
        ("laws/fit.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from foretell.cli import app\n"),
        ("cli.py", "from foretell import nouns\nimport torch\n"),
    ],
)
def test_a_step_down_and_a_type_from_above_are_allowed(tmp_path: Path, path: str, code: str) -> None:
    _write(tmp_path / path, code)
    assert steps_up(tmp_path) == []


@pytest.mark.parametrize("path", ["nouns.py", "lab/key.py", "report/charts/law.py", "models/flops.py"])
@pytest.mark.parametrize("code", ["import torch.nn\n", "def f() -> None:\n    from torch import Tensor\n"])
def test_torch_in_a_light_room_is_found(tmp_path: Path, path: str, code: str) -> None:
    _write(tmp_path / path, code)
    assert len(torch_imports(tmp_path)) == 1


def test_a_blocked_import_is_noticed() -> None:
    assert "torch" in import_without(("torch",), ["foretell.models.transformer"])


def _write(path: Path, code: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
