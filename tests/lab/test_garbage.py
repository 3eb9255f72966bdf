"""What the names lead to stays, with all that it was made from; the rest goes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foretell.lab import Lab, garbage, read_json, sweep, write_json
from foretell.nouns import Suite
from tests.lab.toy_verbs import Bake, bake, blend, slice_up

# how each step is made: from a spec alone, or from up to three of the steps before it
GRAPHS = st.lists(st.lists(st.integers(0, 11), max_size=3), min_size=1, max_size=12)


def grown(lab: Lab, graph: list[list[int]]) -> list[Suite]:
    """One step for each row of the graph; step i is made from those of its row that come before it."""
    steps: list[Suite] = []
    for i, row in enumerate(graph):
        parts = [steps[j] for j in row if j < i]
        steps.append(lab(blend, parts, i) if parts else lab(bake, Bake(loaves=i + 1)))
    return steps


def lineage(graph: list[list[int]], roots: set[int]) -> set[int]:
    """The oracle: the steps that the roots were made from, and the roots."""
    found = set(roots)
    for i in reversed(range(len(graph))):
        if i in found:
            found |= {j for j in graph[i] if j < i}
    return found


@settings(max_examples=25)
@given(GRAPHS, st.sets(st.integers(0, 11)))
def test_names_and_their_lineage_stay_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, graph: list[list[int]], named: set[int]
) -> None:
    store = tmp_path_factory.mktemp("store")
    roots = {i for i in named if i < len(graph)}
    with Lab(store, workers=1) as lab:
        steps = grown(lab, graph)
        for i in roots:
            lab.name(steps[i], f"some/{i}")
    planned = garbage(store)
    assert sweep(store) == planned
    assert garbage(store) == []
    expected = {steps[i].home.address for i in lineage(graph, roots)}
    assert {f"{f.parent.name}/{f.name}" for f in Lab(store).finished()} == expected
    for i in roots:
        assert Lab(store).read(f"some/{i}").model_dump() == steps[i].model_dump()
    with Lab(store, workers=1) as lab:  # and what stayed is remembered, what went is done again
        assert [step.model_dump() for step in grown(lab, graph)] == [step.model_dump() for step in steps]
        assert set(lab.ran).isdisjoint(expected)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a named step and what a killed journey leaves."""
    with Lab(tmp_path / "store", workers=1) as lab:
        lab(slice_up, lab(bake, Bake()), name="tiny/slices")
    store = lab.store
    for left in (
        *("train/0123456789abcdef/scratch/checkpoint.safetensors", "names/tiny/.slices.4242"),
        *("pages/tiny/.index.html.7", "progress/4242/bake-0123456789abcdef.json"),
    ):
        (store / left).parent.mkdir(parents=True, exist_ok=True)
        (store / left).write_bytes(b"left")
    return store


def test_what_a_killed_journey_left_goes_and_is_told_with_its_size(store: Path) -> None:
    (store / "pages" / "tiny" / "index.html").write_text("the page")
    (store / "notes").mkdir()
    (store / "notes" / "mine.txt").write_text("of somebody else")
    found = {one.path: (one.bytes, one.why) for one in garbage(store)}
    locks = {path: told for path, told in found.items() if path.startswith("locks/")}
    assert len(locks) == 2
    assert {path: told for path, told in found.items() if path not in locks} == {
        "train/0123456789abcdef": (4, "unfinished"),
        "names/tiny/.slices.4242": (4, "draft"),
        "pages/tiny/.index.html.7": (4, "draft"),
        "progress/4242": (4, "progress"),
    }
    sweep(store)
    assert garbage(store) == []
    assert (store / "pages" / "tiny" / "index.html").exists()
    assert (store / "notes" / "mine.txt").exists()
    assert Lab(store).read("slices").model_dump()["tasks"]["slices"] == 8


def test_showing_removes_nothing(store: Path) -> None:
    before = sorted(store.rglob("*"))
    garbage(store)
    assert sorted(store.rglob("*")) == before


def test_nothing_is_told_or_removed_while_a_journey_is_at_work(store: Path) -> None:
    before = sorted(store.rglob("*"))
    with Lab(store, workers=1) as lab:
        lab(bake, Bake())
        for act in (garbage, sweep):
            with pytest.raises(RuntimeError, match=r"A journey is at work in .*store"):
                act(store)
    assert sorted(store.rglob("*")) == before


@pytest.mark.parametrize("act", [garbage, sweep])
def test_no_store_is_a_sentence(tmp_path: Path, act: Callable[[Path], object]) -> None:
    with pytest.raises(LookupError, match="There is no store"):
        act(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_damaged_record_on_the_way_from_a_name_stops_the_sweep(store: Path) -> None:
    record = Lab(store).find("slices") / "record.json"
    record.write_text("{")
    before = sorted(store.rglob("*"))
    with pytest.raises(ValueError, match=r"record\.json is damaged"):
        sweep(store)
    assert sorted(store.rglob("*")) == before


@pytest.mark.parametrize("address", [b"bake/0123456789abcdef", b"../../etc", b"/etc", b"a\0b", b"\xff\xfe"])
def test_a_name_that_leads_nowhere_stops_the_sweep(address: bytes, store: Path) -> None:
    """It may be the damaged name of what would be swept then."""
    (store / "names" / "lost").write_bytes(address)
    before = sorted(store.rglob("*"))
    with pytest.raises(ValueError, match=r"names/lost leads to .*where no finished step lies"):
        sweep(store)
    assert sorted(store.rglob("*")) == before


def test_junk_in_a_store_neither_stops_the_sweep_nor_is_swept(store: Path) -> None:
    names = store / "names"
    (names / "loop").symlink_to("loop")
    (store / "bake" / "a-file").touch()
    (store / "train" / "fedcba9876543210").symlink_to(store / "bake")
    record = Lab(store).find("slices") / "record.json"
    written = read_json(record)
    write_json(record, {**written, "inputs": {**written["inputs"], "x": {"noun": 1, "address": "../..", "digest": []}}})
    assert [one.path for one in sweep(store) if one.why == "unfinished"] == ["train/0123456789abcdef"]
    assert (store / "bake" / "a-file").exists()
    assert os.path.lexists(store / "train" / "fedcba9876543210")


def test_a_sweep_that_is_broken_off_leaves_no_step_half_finished(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lab(store, workers=1) as lab:
        loose = lab(bake, Bake(loaves=7))

    def broken_off(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", broken_off)
    with pytest.raises(KeyboardInterrupt):
        sweep(store)
    monkeypatch.undo()
    with Lab(store, workers=1) as lab:
        lab(slice_up, lab(bake, Bake(loaves=7)))
    assert lab.ran[0] == loose.home.address
