"""Killed, crowded, out of room, out of rights or damaged: a sentence at the worst, and nothing finished is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey.harness import COMMAND, MICRO, Walked, differences, essence, foretell
from tests.journey.killing import kills

pytestmark = pytest.mark.journey
KILLS = 20  # `make crash` comes with 200
SEED = "FORETELL_KILL_SEED"


def test_killed_at_random_moments_a_journey_ends_with_the_same_facts_and_bytes(micro: Walked, tmp_path: Path) -> None:
    seed = int(os.environ.get(SEED, time.time_ns() % 2**32))
    print(f"repeat with {SEED}={seed}")
    seen = []
    for kill in kills(KILLS, seed, micro.store, micro.seconds, tmp_path):
        print(kill)
        seen.append(kill)
    stages = {kill.stage for kill in seen}
    assert stages & {"curation", "tokens"}, f"seed {seed}: no kill came before the ladder: {stages}"
    assert "ladder" in stages, f"seed {seed}: no kill came in the ladder: {stages}"
    assert stages & {"target", "scores", "page"}, f"seed {seed}: no kill came after the ladder: {stages}"
    assert {kill.whom for kill in seen} == {"driver", "all"}


def test_two_drivers_on_one_store_do_each_step_once(micro: Walked, tmp_path: Path) -> None:
    command = [*COMMAND, "run", str(MICRO), "--store", str(tmp_path / "store"), "--json", "--workers", "1"]
    drivers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        for _ in range(2)
    ]
    answers = [driver.communicate() for driver in drivers]
    assert [driver.returncode for driver in drivers] == [0, 0], answers
    told = [json.loads(answer) for answer, _ in answers]
    assert sum(one["ran"] for one in told) == len(essence(tmp_path / "store"))
    assert {one["found"] for one in told} == {micro.told["found"]}
    assert essence(tmp_path / "store") == essence(micro.store)


CRAMPED = """
mount -t tmpfs -o size={kib}k none "$STORE"
! {run} 2>"$SAID" && {kept} && mount -o remount,size=64m "$STORE"
{run} --json >"$TOLD"
cp -a "$STORE" "$COPY"
"""


def test_a_full_disk_is_a_sentence_and_with_room_the_journey_goes_on(micro: Walked, tmp_path: Path) -> None:
    """Wherever on its way the disk is full."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no user mount a disk of their own")
    seed = int(os.environ.get(SEED, time.time_ns() % 2**32))
    needed = sum(path.stat().st_size for path in micro.store.glob("*/*/*")) // 1024
    kib = random.Random(seed).randint(64, needed * 3 // 4)
    print(f"repeat with {SEED}={seed}: a disk of {kib} KiB")
    paths = {"STORE": "disk", "SAID": "said", "TOLD": "told", "COPY": "copy", "KEPT": "kept"}
    (tmp_path / "disk").mkdir()
    script = CRAMPED.format(
        kib=kib,
        run=f'"{sys.executable}" -m foretell run "{MICRO}" --store "$STORE"',
        kept='(cd "$STORE" && ls */*/record.json || true) >"$KEPT" 2>/dev/null',
    )
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-ec", script],
        env={**os.environ, **{name: str(tmp_path / path) for name, path in paths.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (tmp_path / "said").read_text()
    assert done.returncode == 0, f"seed {seed}: {done.stderr} {said}"
    last = said.splitlines()[-1]
    assert last.startswith(f"foretell: The disk is full: {tmp_path / 'disk'}/"), f"seed {seed}: {said}"
    assert "Traceback" not in said, f"seed {seed}: {said}"
    kept, steps = (tmp_path / "kept").read_text().split(), len(essence(micro.store))
    assert json.loads((tmp_path / "told").read_text())["ran"] == steps - len(kept), f"seed {seed}"
    assert essence(tmp_path / "copy") == essence(micro.store), f"seed {seed}"
    assert not differences(tmp_path / "copy", essence(micro.store)), f"seed {seed}"


def the(store: Path, name: str) -> Path:
    """The folder of a named result."""
    return store / (store / "names" / "micro" / name).read_text().strip()


def cut(store: Path) -> Path:
    path = the(store, "tokens") / "train.npy"
    path.write_bytes(path.read_bytes()[:-1])
    return path


def rot(store: Path) -> Path:
    """One byte of an input of a step that is not done yet."""
    shutil.rmtree(the(store, "scores"))
    path = the(store, "target") / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x55")
    return path


def forge(store: Path) -> Path:
    path = the(store, "plan") / "record.json"
    record = json.loads(path.read_text())
    record["facts"]["forecast"]["centre"] += 0.1
    path.write_text(json.dumps(record))
    return path


def lose(store: Path) -> Path:
    path = the(store, "corpus") / "documents.parquet"
    path.unlink()
    return path


def stand_in_the_way(store: Path) -> Path:
    shutil.rmtree(store / "trend")
    (store / "trend").touch()
    return store / "trend"


@pytest.mark.parametrize("harm", [cut, rot, forge, lose, stand_in_the_way])
def test_a_damaged_store_is_a_sentence_and_what_it_says_mends_it(
    micro: Walked, tmp_path: Path, harm: Callable[[Path], Path]
) -> None:
    store = tmp_path / "store"
    shutil.copytree(micro.store, store)
    path = harm(store)
    done = foretell("run", MICRO, "--store", store, "--until", "target")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("foretell: ")
    assert str(path) in last
    assert "Traceback" not in done.stderr
    if harm is stand_in_the_way:
        path.unlink()
    else:
        assert f"Remove the folder {path.parent} and run again" in last
        shutil.rmtree(path.parent)
    again = foretell("run", MICRO, "--store", store, "--until", "target", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["ran"] == (2 if harm is rot else 1)
    assert not differences(store, essence(micro.store))
    assert essence(store) == essence(micro.store)


def test_a_store_below_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = foretell("run", MICRO, "--store", tmp_path / "file" / "store")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"foretell: {tmp_path}/file")
    assert "could not be written (not a directory)" in done.stderr
