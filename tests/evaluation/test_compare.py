"""Two models on the same questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.evaluation import compare, evaluate
from foretell.evaluation.compare import paired_error
from foretell.lab import Workspace
from foretell.nouns import Home, Run, Scores, Suite, Tokens
from foretell.tasks.items import Item, write_items
from foretell.tasks.suite import Pose, pose


def scored(run: Run, tokens: Tokens, folder: Path, items: int = 24) -> Scores:
    space = Workspace(folder / "suite")
    suite: Suite = pose(Pose(tasks=("agreement", "addition"), items=items), workspace=space).at(Home(space.folder))
    scores: Scores = evaluate(run, tokens, suite, workspace=Workspace(folder)).at(Home(folder))
    return scores


def test_differences_are_those_of_the_measures_and_narrower_than_two_errors(
    run: Run, blind_run: Run, tokens: Tokens, tmp_path: Path
) -> None:
    before, after = scored(run, tokens, tmp_path / "a"), scored(blind_run, tokens, tmp_path / "b")
    rows = compare(before, after, workspace=Workspace(tmp_path / "c")).rows
    assert [(row.task, row.metric) for row in rows] == [(m.task, m.metric) for m in before.measures]
    for row, b, a in zip(rows, before.measures, after.measures, strict=True):
        assert (row.before, row.after, row.examples) == (b.value, a.value, b.examples)
        assert row.difference.centre == pytest.approx(a.value - b.value)
        assert row.difference.low < row.difference.centre < row.difference.high
    (text,) = (row for row in rows if row.task == "held_out")
    documents = pq.read_table(before.folder / "documents.parquet").to_pylist()
    assert sum(d["windows"] for d in documents if d["stream"] == "held_out") == text.examples


def test_a_model_beside_itself_has_changed_in_nothing(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    before, after = scored(run, tokens, tmp_path / "a"), scored(run, tokens, tmp_path / "b")
    for row in compare(before, after, workspace=Workspace(tmp_path / "c")).rows:
        assert row.difference.centre == 0.0
        assert row.difference.low <= 0.0 <= row.difference.high


def test_models_that_were_asked_other_questions_cannot_be_compared(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    before, after = scored(run, tokens, tmp_path / "a"), scored(run, tokens, tmp_path / "b", items=20)
    with pytest.raises(ValueError, match="not measured on the same"):
        compare(before, after, workspace=Workspace(tmp_path / "c"))


def test_the_same_facts_in_other_words_are_other_questions(run: Run, tokens: Tokens, tmp_path: Path) -> None:
    found = []
    for name, question in (("a", "Where is it?"), ("b", "Which place?")):
        folder = tmp_path / name
        folder.mkdir()
        asked = [Item(task="t", id=str(i), context=question, choices=(" 1", " 2"), answer=i % 2) for i in range(4)]
        write_items(folder / "items.jsonl", asked)
        suite = Suite(tasks={"t": 4}).at(Home(folder))
        found.append(
            evaluate(run, tokens, suite, workspace=Workspace(tmp_path / f"s{name}")).at(Home(tmp_path / f"s{name}"))
        )
    with pytest.raises(ValueError, match="not measured on the same"):
        compare(*found, workspace=Workspace(tmp_path / "c"))


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60))
def test_the_paired_error_is_that_of_the_four_cells(d: list[float]) -> None:
    """Agresti & Min's interval from the table of discordant pairs, written as they write it."""
    b, c, n = d.count(1.0) + 0.5, d.count(-1.0) + 0.5, len(d) + 2
    slow = ((b + c) - (b - c) ** 2 / n) ** 0.5 / n
    assert paired_error(np.array(d)) == pytest.approx(slow)
    assert paired_error(np.array(d)) > 0
