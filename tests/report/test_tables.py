"""Tables hold what the nouns say, the same in CSV and Parquet, and the fits of the command line read them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from foretell.lab import Workspace
from foretell.laws import Fit, fit, fit_table, read_scores, read_table, trend, trend_of
from foretell.laws.tables.table import table_of_runs
from foretell.nouns import Measure, Scores, SourceCount
from foretell.report import Story
from foretell.report.records import address
from foretell.report.sheet import in_csv, shown
from foretell.report.tables import sheets, write_tables
from tests.report.reading import read_csv, value_of

NASTY = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted",
    "\t=1",
    "a,b",
    'a"b',
    "two\nlines",
    "nul\0",
    "cr\rlf",
    "é😀",
)


def test_every_table_has_the_same_rows_and_types_in_both_kinds(story: Story, tmp_path: Path) -> None:
    written = write_tables(story, tmp_path)
    assert sorted(written) == sorted(tmp_path.iterdir())
    for sheet in sheets(story):
        rows = [
            [value_of(row[n], kind) for n, kind in sheet.columns.items()]
            for row in read_csv(tmp_path / f"{sheet.name}.csv")
        ]
        parquet = pq.read_table(tmp_path / f"{sheet.name}.parquet")
        assert parquet.column_names == list(sheet.columns)
        assert [list(row.values()) for row in parquet.to_pylist()] == rows == [list(row) for row in sheet.rows]


def test_each_row_names_the_record_it_came_from(story: Story) -> None:
    known = {address(noun) for noun in story.nouns()}
    for sheet in sheets(story):
        place = list(sheet.columns).index("address")
        assert {row[place] for row in sheet.rows} <= known
        assert sheet.rows


def test_a_fit_to_the_table_is_the_fit_to_the_runs(story: Story, workspace: Workspace, tmp_path: Path) -> None:
    write_tables(story, tmp_path)
    table = read_table(tmp_path / "runs.csv")
    assert table.excluded == {}
    assert len(table) == len(story.cells)
    assert sorted(table.loss) == sorted(table_of_runs(story.cells).loss)
    law = fit(story.cells, Fit(form="chinchilla.isoflop"), workspace=workspace)
    assert fit_table(table, Fit(form="chinchilla.isoflop")).coefficients == pytest.approx(law.coefficients, rel=1e-12)


def test_a_diverged_run_is_left_out_of_that_fit_and_counted(story: Story, tmp_path: Path) -> None:
    broken = story.cells[3].model_copy(update={"bits_per_byte": None, "diverged": "loss_not_finite"})
    write_tables(dataclasses.replace(story, cells=(*story.cells[:3], broken, *story.cells[4:])), tmp_path)
    assert read_table(tmp_path / "runs.csv").excluded == {"missing_value": 1}
    assert [row["diverged"] for row in read_csv(tmp_path / "runs.csv")].count("loss_not_finite") == 1


def test_the_trends_of_the_best_scores_are_those_of_the_journey(
    story: Story, workspace: Workspace, tmp_path: Path
) -> None:
    write_tables(story, tmp_path)
    rows = read_csv(tmp_path / "scores.csv")
    assert len(rows) == sum(len(s.measures) for s in story.scores)
    best = read_scores(tmp_path / "scores.csv")
    assert len(best) == [row["is_best_of_compute"] for row in rows].count("true") < len(rows)
    assert trend_of(best) == trend(story.scores, workspace=workspace)


def test_hostile_names_stay_in_their_cells(story: Story, tmp_path: Path) -> None:
    count = SourceCount(read=1, train=1, held_out=0, bytes_train=1, bytes_held_out=0, dropped=dict.fromkeys(NASTY, 2))
    corpus = story.corpus.model_copy(update={"sources": dict.fromkeys(NASTY, count)})
    measures = tuple(Measure(task=name, metric=name, value=0.5, error=0.1, chance=None, examples=9) for name in NASTY)
    scores = tuple(Scores(run="r", params=9, tokens=9, flops=flops, measures=measures) for flops in (1e9, 1e10, 1e11))
    write_tables(dataclasses.replace(story, corpus=corpus, scores=scores), tmp_path)
    rows = read_csv(tmp_path / "sources.csv")
    assert len(rows) == len(NASTY) * (len(NASTY) + 2)
    assert list(dict.fromkeys(value_of(row["source"], str) for row in rows)) == [shown(name) for name in NASTY]
    for path in tmp_path.glob("*.csv"):
        assert b"\0" not in path.read_bytes()
    for row in (*rows, *read_csv(tmp_path / "scores.csv")):
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row.values())
    assert {score.task for score in read_scores(tmp_path / "scores.csv")} == {in_csv(name) for name in NASTY}


def test_equal_stories_give_equal_bytes(story: Story, tmp_path: Path) -> None:
    first, second = write_tables(story, tmp_path / "a"), write_tables(story, tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
