"""A verb is done once: by key, not by place; a crash before the record means it is done again, from where it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foretell.lab import Lab, digest, meter_of, read_json, why
from foretell.nouns import Interval, Suite
from tests.lab.toy_verbs import Bake, bake, bake_in_parts, bake_together, rebake, slice_up, two_loaves

ROOT = Path(__file__).parents[2]


def test_a_second_call_runs_nothing(lab: Lab) -> None:
    first, second = lab(bake, Bake()), lab(bake, Bake())
    assert first.model_dump() == second.model_dump()
    assert first.home == second.home
    assert lab.ran == lab.remembered == [first.home.address]


def test_another_spec_or_version_is_another_step(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab(bake, Bake())
    lab(bake, Bake(loaves=3))
    monkeypatch.setitem(bake.__dict__, "version", 2)
    lab(bake, Bake())
    assert len(set(lab.ran)) == 3
    assert lab.remembered == []


def test_a_default_written_out_is_the_same_step(lab: Lab) -> None:
    lab(bake, Bake())
    lab(bake, Bake(loaves=2, flour="rye"))
    baked = lab(bake, Bake())
    lab(slice_up, baked)
    lab(slice_up, baked, 4)
    assert len(lab.ran) == 2


def test_a_store_copied_elsewhere_answers_without_running(lab: Lab, tmp_path: Path) -> None:
    lab(slice_up, lab(bake, Bake()))
    shutil.copytree(lab.store, tmp_path / "elsewhere")
    shutil.rmtree(lab.store)
    moved = Lab(tmp_path / "elsewhere", workers=1)
    sliced = moved(slice_up, moved(bake, Bake()))
    assert moved.ran == []
    assert sliced.folder.is_relative_to(tmp_path / "elsewhere")


def test_an_upstream_edit_that_yields_the_same_bytes_redoes_nothing_downstream(lab: Lab) -> None:
    before = lab(slice_up, lab(bake, Bake()))
    baked_anew = lab(rebake, Bake(flour="RYE"))
    assert lab(slice_up, baked_anew).home == before.home
    assert [address.split("/")[0] for address in lab.ran] == ["bake", "slice_up", "rebake"]
    other = lab(slice_up, lab(rebake, Bake(flour="oat")))
    assert other.home != before.home


def test_a_remembered_noun_has_the_digest_of_the_one_first_given(lab: Lab) -> None:
    first = lab(bake, Bake())
    assert digest(first) == digest(lab(bake, Bake())) == why(lab, first.home.address)["digest"]


def test_the_record_is_written_last_and_without_it_the_step_is_done_again(lab: Lab) -> None:
    baked = lab(bake, Bake())
    entries = {p.name: p.stat().st_mtime_ns for p in baked.folder.iterdir()}
    assert max(entries, key=entries.__getitem__) == "record.json"
    (baked.folder / "record.json").unlink()
    (baked.folder / "loaves.txt").write_text("half")
    (baked.folder / "left_over.txt").touch()
    again = lab(bake, Bake())
    assert lab.ran == [baked.home.address] * 2
    assert sorted(p.name for p in again.folder.iterdir()) == ["loaves.txt", "meter.json", "record.json"]
    assert (again.folder / "loaves.txt").read_text() == "ryerye"


def test_a_crash_goes_on_from_scratch_which_is_gone_at_the_end(lab: Lab) -> None:
    lab.store.mkdir()
    (lab.store / "power-cut-1.txt").touch()
    with pytest.raises(RuntimeError, match="power cut"):
        lab(bake_in_parts, Bake(loaves=3))
    assert lab.ran == []
    assert lab.finished() == []
    baked = lab(bake_in_parts, Bake(loaves=3))
    assert (lab.store / "oven.log").read_text().splitlines() == ["0.txt", "1.txt", "2.txt"]
    assert not (baked.folder / "scratch").exists()


@pytest.mark.parametrize(("left", "found"), [(3, "has 3 bytes where 6 were written"), (None, "is missing")])
def test_a_cut_or_lost_file_is_named(lab: Lab, left: int | None, found: str) -> None:
    path = lab(bake, Bake()).folder / "loaves.txt"
    path.unlink() if left is None else path.write_text(path.read_text()[:left])
    with pytest.raises(ValueError, match=rf"loaves\.txt {found}\. Remove the folder .*/bake/\w+ and run again"):
        lab(bake, Bake())


def test_a_damaged_record_is_named(lab: Lab) -> None:
    (lab(bake, Bake()).folder / "record.json").write_text("{")
    with pytest.raises(ValueError, match=r"record\.json is damaged"):
        lab(bake, Bake())


def test_facts_and_files_are_the_same_with_one_worker_and_two(tmp_path: Path) -> None:
    records = []
    for workers in (1, 2):
        with Lab(tmp_path / str(workers), workers=workers) as lab:
            records.append((lab(bake_together, Bake(loaves=5)).folder / "record.json").read_bytes())
    assert records[0] == records[1]


def test_no_meter_no_clock_and_no_path_is_in_a_record(lab: Lab) -> None:
    baked = lab(slice_up, lab(bake, Bake()))
    record = (baked.folder / "record.json").read_text()
    assert str(lab.store) not in record
    assert set(read_json(baked.folder / "record.json")) == {
        *("verb", "version", "inputs", "noun", "facts", "files", "digest")
    }


def test_the_meter_holds_what_was_measured_and_noted(lab: Lab) -> None:
    meter = meter_of(lab(bake_together, Bake()))
    assert meter["flops"] == 7.0
    assert meter["seconds"] >= 0.0
    assert meter["peak_bytes"] > 1e6
    assert meter_of(Suite(tasks={})) == {}


def test_a_record_shows_stored_inputs_by_address(lab: Lab) -> None:
    baked = lab(bake, Bake(loaves=3))
    entry = why(lab, lab(slice_up, baked).home.address)
    assert entry["inputs"] == {"suite": {"noun": "Suite", "address": baked.home.address, "digest": digest(baked)}}
    assert why(lab, baked.home.address)["inputs"] == {"spec": {"type": "Bake", "loaves": 3}}


def test_names_are_kept_and_found_by_suffix_and_address(lab: Lab) -> None:
    baked = lab(bake, Bake(), name="tiny/loaves")
    assert lab.names() == {"tiny/loaves": baked.home.address}
    for name in ("tiny/loaves", "loaves", baked.home.address, baked.home.address[:9]):
        assert lab.find(name) == baked.folder
        assert lab.read(name).home == baked.home


def test_a_name_that_fits_none_or_several_is_a_sentence(lab: Lab) -> None:
    with pytest.raises(LookupError, match=r"Nothing in .* is called 'loaves'\. `foretell ls`"):
        lab.find("loaves")
    lab(bake, Bake(), name="tiny/loaves")
    lab(bake, Bake(loaves=3), name="large/loaves")
    with pytest.raises(LookupError, match=r"2 results in .* give one in full\. large/loaves, tiny/loaves"):
        lab.find("loaves")


def test_two_names_of_one_result_are_no_ambiguity(lab: Lab) -> None:
    baked = lab(bake, Bake(), name="tiny/loaves")
    lab.name(baked, "large/loaves")
    assert lab.find("loaves") == baked.folder


def test_a_draft_that_a_crash_left_is_no_name(lab: Lab) -> None:
    lab(bake, Bake(), name="tiny/loaves")
    (lab.store / "names" / "tiny" / ".loaves.4242").write_text("bake/")
    assert list(lab.names()) == ["tiny/loaves"]


def test_a_noun_outside_the_store_gets_no_name(lab: Lab) -> None:
    with pytest.raises(ValueError, match="This Interval is not in the store"):
        lab.name(Interval(centre=1.0, low=0.0, high=2.0), "x")


def test_together_keeps_order_and_remembers_one_by_one(tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=2) as lab:
        lab(bake, Bake(loaves=3))
        specs = [Bake(loaves=n) for n in (4, 3, 2)]
        assert [noun.tasks["loaves"] for noun in lab.map(bake, specs)] == [4, 3, 2]
        assert len(lab.ran) == 3  # one before, two now
        assert len(lab.remembered) == 1


def test_a_procedure_runs_for_each_item_and_tells_what_it_ran(lab: Lab) -> None:
    (rye, sliced_rye), (oat, sliced_oat) = lab.each(two_loaves, ["rye", "oat"], 3)
    assert lab.ran == [n.home.address for n in (rye, sliced_rye, oat, sliced_oat)]


def test_two_processes_on_one_store_do_a_step_once(tmp_path: Path) -> None:
    code = (
        "from foretell.lab import Lab\nfrom tests.lab.toy_verbs import Bake, bake_slowly\n"
        f"lab = Lab({str(tmp_path / 'store')!r}, workers=1)\n"
        "lab(bake_slowly, Bake())\nprint(len(lab.ran), len(lab.remembered))"
    )
    command = [sys.executable, "-c", code]
    drivers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    told = sorted(driver.communicate(timeout=60)[0].strip() for driver in drivers)
    assert told == ["0 1", "1 0"]
    assert len(list((tmp_path / "store").glob("ran-*"))) == 1


def test_a_name_that_stands_for_no_finished_step_is_a_sentence(lab: Lab, tmp_path: Path) -> None:
    (lab.store / "names").mkdir(parents=True)
    for name, address in (("gone", "double/0123456789abcdef"), ("empty", ""), ("out", "../../../etc")):
        (lab.store / "names" / name).write_text(address)
        with pytest.raises(LookupError, match=f"'{name}' stands for .*, where no finished step lies"):
            lab.find(name)


def test_junk_in_a_store_hides_nothing(lab: Lab) -> None:
    baked = lab(bake, Bake(), name="tiny/loaves")
    (lab.store / "names" / "binary").write_bytes(b"\xff\xfe")
    (lab.store / "names" / "nul").write_text("a\0b")
    (lab.store / "names" / "absolute").write_text("/etc")
    (lab.store / "bake" / "0123456789abcdef" / "record.json").mkdir(parents=True)
    (lab.store / "pages" / "tiny").mkdir(parents=True)
    (lab.store / "pages" / "tiny" / "record.json").touch()
    assert lab.finished() == [baked.folder]
    assert lab.find("loaves") == lab.find("bake/") == baked.folder
    for name in ("binary", "nul", "absolute", "bake/0123456789abcdef"):
        with pytest.raises(LookupError):
            lab.find(name)


def test_scratch_that_a_kill_left_beside_a_record_is_no_part_of_the_step(lab: Lab) -> None:
    baked = lab(bake, Bake())
    (baked.folder / "scratch").mkdir()
    (baked.folder / "scratch" / "checkpoint").touch()
    assert lab(bake, Bake()).home == baked.home
    assert not (baked.folder / "scratch").exists()


@pytest.mark.parametrize("written", ["{}", "[]", "7", '{"verb": "double"}'])
def test_a_record_without_its_keys_is_a_sentence(lab: Lab, written: str) -> None:
    folder = lab.store / "double" / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "record.json").write_text(written)
    with pytest.raises(ValueError, match=r"record\.json is damaged: it lacks its keys"):
        lab.read("double/0123456789abcdef")
