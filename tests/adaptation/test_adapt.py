"""The verb as a whole: it teaches, it adds to the lineage, and it survives a crash."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from foretell.adaptation import Adapt, adapt
from foretell.adaptation.adapt import adaptation_rung, lessons_a_step
from foretell.evaluation import evaluate
from foretell.lab import Workspace, file_digest
from foretell.nouns import Home, Run, Suite, Tokens
from foretell.tasks.lessons import Teach, examine, lessons
from foretell.training import loop
from tests.tasks.test_lessons import OWN, asked, facts_file

SPEC = Adapt(epochs=60, sequences=8, rate=1.0, warmup_steps=4)


@pytest.fixture
def teach(tmp_path: Path) -> Teach:
    return Teach(facts=(facts_file(tmp_path / "own.jsonl", 24),), wordings=OWN)


@pytest.fixture
def told(teach: Teach, tmp_path: Path) -> Suite:
    space = Workspace(tmp_path / "told")
    suite: Suite = lessons(teach, workspace=space).at(Home(space.folder))
    return suite


def adapted(run: Run, tokens: Tokens, told: Suite, spec: Adapt, folder: Path) -> Run:
    done: Run = adapt(run, tokens, told, spec, workspace=Workspace(folder)).at(Home(folder))
    return done


def test_what_was_taught_is_known_in_other_words_and_what_was_not_is_not(
    run: Run, tokens: Tokens, teach: Teach, told: Suite, tmp_path: Path
) -> None:
    after = adapted(run, tokens, told, SPEC, tmp_path / "after")
    space = Workspace(tmp_path / "exam")
    exam: Suite = examine(teach, asked(tmp_path / "asked"), workspace=space).at(Home(space.folder))
    learnt = evaluate(after, tokens, told, workspace=Workspace(tmp_path / "learnt"))
    found = evaluate(after, tokens, exam, workspace=Workspace(tmp_path / "scores"))
    measured = {(m.task, m.metric): m.value for m in (*learnt.measures, *found.measures)}
    assert measured["metals", "accuracy"] >= 0.6
    assert measured["metals.taught", "accuracy"] >= 0.5
    assert measured["metals.taught", "choice_log_prob"] > measured["metals.untaught", "choice_log_prob"] + 0.1


def test_the_lineage_adds_up(run: Run, tokens: Tokens, told: Suite, tmp_path: Path) -> None:
    after = adapted(run, tokens, told, Adapt(epochs=2, sequences=8), tmp_path / "after")
    steps = -(-2 * sum(told.tasks.values()) // 4)
    assert after.rung.last_step == steps
    assert after.tokens == run.tokens + steps * 8 * 32
    assert after.flops == pytest.approx(run.flops * after.tokens / run.tokens)
    assert after.epochs == pytest.approx(2.0, abs=4 / 24)
    assert after.rung.start == "run"
    assert after.bits_per_byte is not None
    assert after.curve[-1].step == steps


def test_replay_forgets_less(run: Run, tokens: Tokens, told: Suite, tmp_path: Path) -> None:
    without = adapted(run, tokens, told, SPEC.model_copy(update={"replay": 0.0}), tmp_path / "without")
    beside = adapted(run, tokens, told, SPEC, tmp_path / "beside")
    assert without.bits_per_byte is not None
    assert beside.bits_per_byte is not None
    assert beside.bits_per_byte < without.bits_per_byte


def test_a_killed_call_ends_with_the_same_bytes(
    run: Run, tokens: Tokens, told: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = Adapt(epochs=4, sequences=8)
    whole = adapted(run, tokens, told, spec, tmp_path / "whole")
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", -1.0)
    step_of = loop.one_step

    def dies(*inputs: object) -> float:
        if inputs[-1] == 7:
            raise KeyboardInterrupt
        return step_of(*inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(loop, "one_step", dies)
    with pytest.raises(KeyboardInterrupt):
        adapted(run, tokens, told, spec, tmp_path / "killed")
    assert list((tmp_path / "killed" / "scratch").iterdir())
    monkeypatch.setattr(loop, "one_step", step_of)
    resumed = adapted(run, tokens, told, spec, tmp_path / "killed")
    assert resumed.model_dump() == whole.model_dump()
    digests = [file_digest(tmp_path / name / "model.safetensors") for name in ("whole", "killed")]
    assert digests[0] == digests[1]


def test_trouble_is_a_sentence(run: Run, tokens: Tokens, told: Suite, tmp_path: Path) -> None:
    broken = run.model_copy(update={"diverged": "loss_not_finite at step 3"})
    with pytest.raises(ValueError, match="This run diverged"):
        adapted(broken, tokens, told, SPEC, tmp_path / "a")
    other = tokens.model_copy(update={"vocabulary": 5})
    with pytest.raises(ValueError, match="vocabulary of 300, the tokens 5"):
        adapted(run, other, told, SPEC, tmp_path / "a")


def test_the_rates_are_shares_of_the_runs_own_and_fall_from_the_warmup_on(run: Run) -> None:
    rung = adaptation_rung(run.rung, Adapt(sequences=8, epochs=3, rate=0.5, warmup_steps=16), lessons=10)
    assert (rung.last_step, rung.warmup_steps, rung.decay_from) == (8, 4, 4)
    assert rung.matrix_rate == run.rung.matrix_rate / 2
    assert json.loads(rung.model_dump_json())["start"] == "run"
    assert np.isclose(rung.other_rate, run.rung.other_rate / 2)


def test_every_step_has_a_lesson_whatever_is_replayed() -> None:
    assert [lessons_a_step(Adapt(sequences=8, replay=share)) for share in (0.0, 0.25, 0.5, 0.99)] == [8, 6, 4, 1]


def test_what_nobody_knows_of_an_imported_model_stays_unknown(
    run: Run, tokens: Tokens, told: Suite, tmp_path: Path
) -> None:
    rung = run.rung.model_copy(update={"start": "imported", "matrix_rate": 0.0, "other_rate": 0.0})
    foreign = run.model_copy(update={"rung": rung, "tokens": 0, "flops": 0.0}).at(run.home)
    with pytest.raises(ValueError, match=r"at what rates this model was trained: set adapt\.matrix_rate"):
        adapted(foreign, tokens, told, Adapt(epochs=1), tmp_path / "a")
    after = adapted(foreign, tokens, told, Adapt(epochs=1, matrix_rate=0.01, other_rate=0.01), tmp_path / "b")
    assert (after.tokens, after.flops) == (0, 0.0)
    assert (after.rung.matrix_rate, after.rung.other_rate) == (0.01, 0.01)
