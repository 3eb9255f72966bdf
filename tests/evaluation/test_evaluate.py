"""The verb as a whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from foretell.evaluation import Evaluate, evaluate
from foretell.lab import Lab, Workspace, digest, file_digest
from foretell.nouns import Home, Run, Suite, Tokens
from foretell.tasks.items import write_items
from foretell.tasks.suite import Pose, pose


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    tasks = ("agreement", "addition")
    posed: Suite = pose(Pose(tasks=tasks, items=24), workspace=Workspace(tmp_path / "suite"))
    return posed.at(Home(tmp_path / "suite"))


def test_every_measure_can_be_recomputed_from_the_examples(
    run: Run, tokens: Tokens, suite: Suite, workspace: Workspace
) -> None:
    scores = evaluate(run, tokens, suite, workspace=workspace)
    rows = pq.read_table(workspace.folder / "examples.parquet").to_pylist()
    assert len(rows) == 48
    for measure in scores.measures:
        values = [row[measure.metric] for row in rows if row["task"] == measure.task]
        if values:
            assert measure.value == pytest.approx(sum(values) / len(values))
            assert measure.examples == len(values) == 24
    assert {m.metric for m in scores.measures} == {"bits_per_byte", "accuracy", "log_prob", "choice_log_prob", "gap"}
    assert scores.run == digest(run)
    assert (scores.params, scores.flops) == (run.params, run.flops)


def test_a_blind_model_is_at_chance_exactly(blind_run: Run, tokens: Tokens, suite: Suite, workspace: Workspace) -> None:
    scores = evaluate(blind_run, tokens, suite, workspace=workspace)
    accuracy = next(m for m in scores.measures if (m.task, m.metric) == ("agreement", "accuracy"))
    assert accuracy.value == accuracy.chance == 0.5


def test_the_same_call_gives_the_same_facts_and_bytes(run: Run, tokens: Tokens, suite: Suite, tmp_path: Path) -> None:
    spaces = [Workspace(tmp_path / name) for name in ("one", "two")]
    first, second = (evaluate(run, tokens, suite, Evaluate(), workspace=space) for space in spaces)
    assert first == second
    assert len({file_digest(space.folder / "examples.parquet") for space in spaces}) == 1


def test_batches_change_nothing_that_can_be_seen(run: Run, tokens: Tokens, suite: Suite, tmp_path: Path) -> None:
    one = evaluate(run, tokens, suite, Evaluate(batch=1), workspace=Workspace(tmp_path / "one"))
    many = evaluate(run, tokens, suite, Evaluate(batch=100), workspace=Workspace(tmp_path / "many"))
    assert [m.value for m in one.measures] == pytest.approx([m.value for m in many.measures], abs=1e-4)


def test_trouble_is_a_sentence(run: Run, tokens: Tokens, suite: Suite, workspace: Workspace) -> None:
    write_items(suite.folder / "items.jsonl", [])
    with pytest.raises(ValueError, match="The suite has no items"):
        evaluate(run, tokens, suite, workspace=workspace)
    other = tokens.model_copy(update={"vocabulary": 301})
    with pytest.raises(ValueError, match="a vocabulary of 300, the tokens 301"):
        evaluate(run, other, suite, workspace=workspace)


def test_the_lab_remembers_scores(run: Run, tokens: Tokens, suite: Suite, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        first = lab(evaluate, run, tokens, suite)
        assert lab(evaluate, run, tokens, suite, Evaluate()) == first
        assert len(lab.ran) == 1
