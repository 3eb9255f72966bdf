"""Posing and grounding."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from foretell.lab import Lab, Workspace, digest
from foretell.nouns import Home, Suite, Tokens
from foretell.tasks.items import Item, read_items, write_items
from foretell.tasks.suite import BUILT_IN, Pose, ground, pose, stated
from foretell.tokens.bpe import end_of_text, train_bpe


def item(id: str, subject: str = "", states: str = "") -> Item:
    return Item(task="mine", id=id, context=id, choices=(" a", " b"), answer=0, subject=subject, states=states)


def own_file(folder: Path, *items: Item) -> str:
    write_items(folder / "mine.jsonl", items)
    return str(folder / "mine.jsonl")


def test_built_in_tasks_and_ones_own(workspace: Workspace, tmp_path: Path) -> None:
    suite = pose(Pose(tasks=("agreement", own_file(tmp_path, item("1"), item("2"))), items=10), workspace=workspace)
    assert suite.tasks == {"agreement": 10, "mine": 2}
    assert len(read_items(workspace.folder / "items.jsonl")) == 12


def test_a_file_is_known_by_its_bytes_not_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here, there = own_file(tmp_path / "a", item("1")), own_file(tmp_path / "b", item("1"))
    assert digest(Pose(tasks=(here,))) == digest(Pose(tasks=(there,)))
    own_file(tmp_path / "b", item("2"))
    assert digest(Pose(tasks=(here,))) != digest(Pose(tasks=(there,)))


def test_trouble_is_a_sentence(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither a built-in task"):
        Pose(tasks=("capitols",))
    with pytest.raises(ValueError, match="nothing can be asked"):
        pose(Pose(tasks=()), workspace=workspace)
    mine = own_file(tmp_path, item("1"))
    with pytest.raises(ValueError, match="more than once"):
        pose(Pose(tasks=(mine, mine)), workspace=workspace)


def test_subject_and_answer_must_stand_in_one_text_as_whole_words() -> None:
    niger = item("niger", "Niger", "Niamey")
    assert stated([niger], ["The capital of Niger:\nNiamey."]) == {("mine", "niger")}
    assert not stated([niger], ["Niamey and Nigeria", "Niger"])
    assert stated([item("i", "Côte d'Ivoire", "Port Louis")], ["Port\nLouis, not in Côte d'Ivoire"])
    assert stated([item("no subject", "", "Niamey")], ["to Niamey"])


def tokens_of(folder: Path, *texts: str) -> Tokens:
    """A training stream of these documents, byte by byte."""
    folder.mkdir()
    tokenizer = train_bpe(texts, 257)
    tokenizer.save(str(folder / "tokenizer.json"))
    end = end_of_text(tokenizer)
    stream = [number for text in texts for number in (*tokenizer.encode(text).ids, end)]
    np.save(folder / "train.npy", np.array(stream, dtype=np.uint16))
    n = len(stream)
    counts = {"train_tokens": n, "unique_tokens": n, "held_out_tokens": 0}
    return Tokens(vocabulary=257, end_of_text=end, **counts, bytes_per_token=1.0, sources={}).at(Home(folder))


def test_only_what_the_training_stream_states_is_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    items = [item("read", "Peru", "Lima"), item("apart", "Cuba", "Havana"), item("never", "Fiji", "Suva"), item("-")]
    write_items(tmp_path / "suite" / "items.jsonl", items)
    suite = Suite(tasks={"mine": 4}).at(Home(tmp_path / "suite"))
    tokens = tokens_of(tmp_path / "tokens", "Peru. Lima.", "Cuba.", "Havana.", "Fiji – not its capital.")
    grounded = ground(suite, tokens, workspace=Workspace(tmp_path / "grounded"))
    assert grounded.tasks == {"mine": 2}
    assert grounded.dropped == {"mine": {"not_stated": 2}}
    assert [i.id for i in read_items(tmp_path / "grounded" / "items.jsonl")] == ["read", "-"]


def test_the_default_suite_has_these_bytes(tmp_path: Path) -> None:
    """A change here changes what every model is asked: raise the version of `pose`."""
    with Lab(tmp_path, workers=1) as lab:
        suite = lab(pose, Pose())
        assert lab(pose, Pose()).home == suite.home
    assert tuple(suite.tasks) == tuple(BUILT_IN)
    assert suite.home.files["items.jsonl"] == "a34fb179a20dd2060aeec633566521b2"
    assert json.loads((suite.folder / "items.jsonl").read_text().splitlines()[0])["task"] == "capitals"
