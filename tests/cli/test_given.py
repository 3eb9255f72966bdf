"""Options that a command would ignore are refused in a sentence that names them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app


@pytest.mark.parametrize(
    ("arguments", "ignored"),
    [
        ("plan --like gopher --page x.html", "--page"),
        ("plan --like gopher --figures x", "--figures"),
        ("plan --like gopher --flops 1e21 --device h100", "--flops and --device"),
        ("plan --like gopher --flops-column spent", "--flops-column"),
        ("plan --flops 1e21 --best", "--best"),
        ("plan --flops 1e21 --loss-column nats", "--loss-column"),
        ("plan --flops 1e21 --reading-utilisation 0.3", "--reading-utilisation"),
        ("plan --flops 1e21 --serving-device h100", "--serving-device"),
        ("fit runs.csv --target quiz", "--target"),
        ("fit runs.csv --form valley --target quiz", "--target"),
    ],
)
def test_what_would_be_ignored_is_named(
    arguments: str, ignored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, arguments.split())
    assert isinstance(done.exception, ValueError)
    assert f"{ignored} would be ignored" in str(done.exception)
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", ["plan --like gopher --json", "plan --like all"])
def test_what_is_used_is_not(arguments: str) -> None:
    assert CliRunner().invoke(app, arguments.split()).exit_code == 0
