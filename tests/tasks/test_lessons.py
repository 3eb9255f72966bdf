"""Lessons and the examination: what is taught, what is not, and in which wordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from foretell.lab import Workspace, file_digest
from foretell.nouns import Home, Suite
from foretell.tasks.items import Item, read_items, write_items
from foretell.tasks.lessons import RELATIONS, Teach, examine, lesson_count, lessons
from foretell.tasks.wordings import UNSEEN, WORDINGS

OWN = {"metals": ("the symbol of {} is", "{} has the symbol", "{} is written as", "the chemists write {} as")}


def asked(folder: Path, *items: Item) -> Suite:
    folder.mkdir()
    write_items(folder / "items.jsonl", items)
    suite: Suite = Suite(tasks={}).at(Home(folder))
    return suite


def both(spec: Teach, folder: Path, *items: Item) -> tuple[list[Item], list[Item]]:
    """The lessons and the examination of one spec."""
    taught, exam = Workspace(folder / "lessons"), Workspace(folder / "exam")
    lessons(spec, workspace=taught)
    examine(spec, asked(folder / "asked", *items), workspace=exam)
    return read_items(taught.folder / "items.jsonl"), read_items(exam.folder / "items.jsonl")


def facts_file(path: Path, n: int, task: str = "metals") -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    lines = [{"task": task, "subject": f"metal {letters[i]}", "answer": f"{letters[-1 - i].upper()}"} for i in range(n)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def subjects(items: list[Item], kind: str) -> set[tuple[str, str]]:
    return {(i.task.removesuffix(f".{kind}"), i.subject) for i in items if i.task.endswith(f".{kind}")}


def test_what_is_asked_was_taught_in_other_wordings_or_not_at_all(tmp_path: Path) -> None:
    told, exam = both(Teach(), tmp_path)
    taught = {(item.task, item.subject) for item in told}
    assert subjects(exam, "taught") == taught
    assert not subjects(exam, "untaught") & taught
    assert not {item.template for item in told} & {item.template for item in exam}
    assert {item.template for item in exam} == {w for task in RELATIONS for w in WORDINGS[task][:UNSEEN]}
    assert not {item.context for item in told} & {item.context for item in exam}
    for task in RELATIONS:
        sizes = [len([i for i in exam if i.task == f"{task}.{kind}"]) for kind in ("taught", "untaught")]
        assert abs(sizes[0] - sizes[1]) <= 4
        assert min(sizes) >= 90


def test_whoever_ignores_the_question_is_right_once_in_four(tmp_path: Path) -> None:
    _, exam = both(Teach(), tmp_path)
    for taste in (len, str):
        for task in {item.task for item in exam}:
            mine = [item for item in exam if item.task == task]
            right = sum(min(item.choices, key=taste) == item.choices[item.answer] for item in mine)
            assert right * 4 == len(mine)


def test_other_tasks_stay_and_the_taught_ones_give_way(tmp_path: Path) -> None:
    choices = (" a", " b")
    others = [Item(task=task, id="1", context="?", choices=choices, answer=0) for task in ("addition", "capitals")]
    _, exam = both(Teach(facts=("capitals",)), tmp_path, *others)
    assert {item.task for item in exam} == {"addition", "capitals.taught", "capitals.untaught"}


def test_lessons_are_counted_before_they_are_written(tmp_path: Path) -> None:
    told, _ = both(Teach(share=0.3), tmp_path)
    assert lesson_count(Teach(share=0.3)) == len(told)


def test_facts_of_ones_own(tmp_path: Path) -> None:
    spec = Teach(facts=(facts_file(tmp_path / "own.jsonl", 24),), wordings=OWN)
    told, exam = both(spec, tmp_path)
    assert len(told) == 12 * 2  # half the facts, in the two wordings that are taught
    assert {i.template for i in told} == set(OWN["metals"][UNSEEN:])
    assert len([i for i in exam if i.task == "metals.untaught"]) == 12


def test_another_seed_teaches_others_and_the_same_seed_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        lessons(Teach(seed=seed), workspace=Workspace(tmp_path / name))
        digests.append(file_digest(tmp_path / name / "items.jsonl"))
    assert digests[0] == digests[1] != digests[2]


def test_trouble_is_a_sentence(tmp_path: Path) -> None:
    own, few = facts_file(tmp_path / "own.jsonl", 24), facts_file(tmp_path / "few.jsonl", 5)
    with pytest.raises(ValueError, match=r"'metals' have no wordings: give some in teach\.wordings\.metals"):
        lessons(Teach(facts=(own,)), workspace=Workspace(tmp_path / "w"))
    with pytest.raises(ValueError, match="'metals' make 1 fours of different answers"):
        lessons(Teach(facts=(few,), wordings=OWN), workspace=Workspace(tmp_path / "w"))
    twice = Teach(facts=("capitals", facts_file(tmp_path / "c.jsonl", 8, "capitals")))
    with pytest.raises(ValueError, match="facts of 'capitals' are given twice"):
        lessons(twice, workspace=Workspace(tmp_path / "w"))
    with pytest.raises(ValidationError, match="'metals' needs 3 different wordings or more"):
        Teach(wordings={"metals": ("{} is", "{} was")})
    with pytest.raises(ValidationError, match="'nothing' is neither a built-in task"):
        Teach(facts=("nothing",))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"task": "t", "subject": "s"}', "line 3, key 'answer': Field required"),
        ('{"task": "t", "subject": "s", "answer": ""}', "line 3, key 'answer': String should have at least 1"),
        ("{", "line 3: Invalid JSON"),
        ('{"task": "metals", "subject": "metal b", "answer": "x"}', "line 3: 'metal b' of 'metals' has an answer on"),
    ],
)
def test_a_broken_line_of_facts_is_named(line: str, sentence: str, tmp_path: Path) -> None:
    path = Path(facts_file(tmp_path / "own.jsonl", 2))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(ValueError, match=sentence):
        lessons(Teach(facts=(str(path),), wordings=OWN), workspace=Workspace(tmp_path / "w"))


def test_a_file_of_facts_that_changed_after_the_recipe_was_read_is_refused(tmp_path: Path) -> None:
    spec = Teach(facts=(facts_file(tmp_path / "own.jsonl", 24),), wordings=OWN)
    facts_file(tmp_path / "own.jsonl", 20)
    with pytest.raises(ValueError, match=r"own\.jsonl was changed while this was under way"):
        lessons(spec, workspace=Workspace(tmp_path / "w"))


def test_no_facts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    with pytest.raises(ValidationError):
        Teach(facts=())
    with pytest.raises(ValueError, match="holds no facts"):
        lessons(Teach(facts=(str(tmp_path / "none.jsonl"),)), workspace=Workspace(tmp_path / "w"))
