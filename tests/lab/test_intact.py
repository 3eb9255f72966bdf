"""Nothing is built on rotten bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.lab import Lab, file_digest, meter_of, read_json
from foretell.lab.intact import check_intact
from foretell.nouns import Home, Suite
from tests.lab.toy_verbs import Bake, bake, slice_up


@given(st.binary(min_size=1, max_size=40), st.integers(0, 39), st.integers(1, 255))
def test_any_byte_that_changed_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, change: int
) -> None:
    folder = tmp_path_factory.mktemp("step")
    path = folder / "a.bin"
    path.write_bytes(content)
    suite = Suite(tasks={}).at(Home(folder, "", {"a.bin": file_digest(path)}))
    check_intact([[suite], 3])
    rotten = bytearray(content)
    rotten[at % len(content)] ^= change
    (folder / "b.bin").write_bytes(rotten)
    (folder / "b.bin").replace(path)
    with pytest.raises(ValueError, match=r"a\.bin was altered: .* Remove the folder .* and run again"):
        check_intact([suite])


def test_a_verb_is_not_done_on_an_altered_file_and_is_after_the_step_is_repeated(lab: Lab) -> None:
    baked = lab(bake, Bake())
    (baked.folder / "loaves.txt").write_text("oatoat")  # as long as it was
    with pytest.raises(ValueError, match=rf"{baked.folder}/loaves\.txt was altered"):
        lab(slice_up, baked)
    for path in (*baked.folder.iterdir(), baked.folder):
        path.rmdir() if path.is_dir() else path.unlink()
    assert lab(slice_up, lab(bake, Bake())).tasks["letters"] == 6


def test_what_is_answered_from_the_store_reads_no_input(lab: Lab) -> None:
    baked = lab(bake, Bake())
    sliced = lab(slice_up, baked)
    (baked.folder / "loaves.txt").write_text("oatoat")
    assert lab(slice_up, baked) == sliced


def test_an_altered_fact_is_noticed(lab: Lab) -> None:
    baked = lab(bake, Bake())
    written = read_json(baked.folder / "record.json")
    for altered in (
        {"facts": {"tasks": {"loaves": 3}, "dropped": {}}},
        {"digest": "0" * 32},
        {"files": {"loaves.txt": {**written["files"]["loaves.txt"], "digest": "0" * 32}}},
    ):
        (baked.folder / "record.json").write_text(json.dumps({**written, **altered}))
        with pytest.raises(ValueError, match=r"record\.json was altered: .* Remove the folder .* and run again"):
            lab.read(baked.home.address)


def test_a_record_from_before_a_fact_had_a_place_is_read(lab: Lab) -> None:
    baked = lab(bake, Bake())
    written = read_json(baked.folder / "record.json")
    del written["facts"]["dropped"]
    (baked.folder / "record.json").write_text(json.dumps({**written, "digest": "of fewer facts"}))
    assert lab.read(baked.home.address).model_dump() == baked.model_dump()


@pytest.mark.parametrize("files", [[], 7, {"a": 1}, {"a": {"bytes": 1}}, None])
def test_a_record_with_no_list_of_files_is_a_sentence(lab: Lab, files: Any) -> None:
    baked = lab(bake, Bake())
    written = read_json(baked.folder / "record.json")
    (baked.folder / "record.json").write_text(json.dumps({**written, "files": files}))
    with pytest.raises(ValueError, match=r"record\.json is damaged"):
        lab(bake, Bake())


def test_a_damaged_meter_is_named(lab: Lab) -> None:
    baked = lab(bake, Bake())
    for written in ("[1]", "{"):
        (baked.folder / "meter.json").write_text(written)
        with pytest.raises(ValueError, match=r"meter\.json is damaged"):
            meter_of(baked)
