"""Nothing grows past what a reader takes in at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "foretell"
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60


def too_long(root: Path) -> Iterator[str]:
    """A sentence for each file and each function over its budget of lines."""
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(root))
        if (lines := len(text.splitlines())) > MAX_FILE_LINES:
            yield f"{name} has {lines} lines; at most {MAX_FILE_LINES} are allowed"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    yield f"{name}:{node.lineno} {node.name} has {lines} lines; at most {MAX_FUNCTION_LINES}"


def test_files_and_functions_keep_their_budgets() -> None:
    assert list(too_long(SOURCE)) == []


def test_a_long_file_and_a_long_function_are_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * (MAX_FILE_LINES + 1))
    (tmp_path / "deep.py").write_text("class A:\n    def f(self):\n" + "        x = 1\n" * MAX_FUNCTION_LINES)
    (tmp_path / "just.py").write_text("def f():\n" + "    x = 1\n" * (MAX_FUNCTION_LINES - 1))
    found = list(too_long(tmp_path))
    assert len(found) == 2
    assert "deep.py:2 f has 61 lines" in found[0]
    assert "long.py has 301 lines" in found[1]
