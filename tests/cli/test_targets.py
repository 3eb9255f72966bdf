"""A page is written where a page goes: never over what the command reads, and not before it can be written whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from foretell.cli import app
from foretell.cli.targets import check_targets
from tests.test_cli import isoflop_runs


def test_a_table_is_not_written_over_by_its_own_page(tmp_path: Path) -> None:
    table = isoflop_runs(tmp_path)
    written = table.read_bytes()
    done = CliRunner().invoke(app, ["fit", str(table), "--form", "chinchilla.isoflop", "--page", str(table)])
    assert str(done.exception) == f"A page is named as one, such as {table.with_suffix('.html')}, and not {table}."
    assert table.read_bytes() == written
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.parametrize("command", ["fit {0} --page {0}", "approaches {0} --page {0}", "plan --law {0} --page {0}"])
def test_an_input_that_is_named_as_a_page_stays(tmp_path: Path, command: str) -> None:
    table = isoflop_runs(tmp_path).rename(tmp_path / "runs.html")
    written = table.read_bytes()
    done = CliRunner().invoke(app, command.format(table).split())
    assert "would be written over" in str(done.exception)
    assert table.read_bytes() == written


def test_an_input_at_the_place_of_the_picture_or_of_a_figure_stays(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"runs\.svg is read by this command"):
        check_targets(tmp_path / "runs.html", None, [tmp_path / "runs.svg"])
    with pytest.raises(ValueError, match=r"figures/law\.svg is read by this command"):
        check_targets(None, tmp_path / "figures", [tmp_path / "figures" / "law.svg"])
    check_targets(tmp_path / "law.html", tmp_path / "figures", [tmp_path / "runs.csv", None])


def test_a_page_reached_through_a_link_is_an_input_too(tmp_path: Path) -> None:
    table = isoflop_runs(tmp_path)
    (tmp_path / "link.html").symlink_to(table)
    with pytest.raises(ValueError, match="would be written over"):
        check_targets(tmp_path / "link.html", None, [table])


@pytest.mark.parametrize("folder", ["law.html", "law.svg"])
def test_no_page_where_either_of_its_files_is_a_folder(tmp_path: Path, folder: str) -> None:
    table = isoflop_runs(tmp_path)
    (tmp_path / folder).mkdir()
    asked = ["fit", str(table), "--form", "chinchilla.isoflop", "--page", str(tmp_path / "law.html")]
    assert f"{folder} is a folder" in str(CliRunner().invoke(app, asked).exception)
    assert {path.name for path in tmp_path.iterdir()} == {folder, table.name}


def test_figures_need_a_folder(tmp_path: Path) -> None:
    table = isoflop_runs(tmp_path)
    done = CliRunner().invoke(app, ["fit", str(table), "--figures", str(table)])
    assert str(done.exception) == f"{table} is a file, and --figures needs a folder."
