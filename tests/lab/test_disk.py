"""A full or unwritable disk is one sentence that names the file, from whatever library it comes."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from foretell.lab import Lab, whole, write_text
from foretell.lab.disk import number_of, writing
from tests.lab.toy_verbs import Bake, bake

ROOT = Path(__file__).parents[2]
ENOSPC = (
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    OSError("500000 requested and 131056 written"),  # numpy
    Exception("No space left on device (os error 28)"),  # tokenizers
    RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)"),  # safetensors
)
FULL = r"The disk is full: .*/a\.txt could not be written\. What was finished is kept"


@pytest.mark.parametrize("error", ENOSPC)
def test_a_full_disk_is_told_once_and_crosses_processes(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(OSError, match=FULL) as told, writing(tmp_path, tmp_path), whole(tmp_path / "a.txt"):
        raise error
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)  # noqa: S301


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a wrong recipe"),
        FileNotFoundError(errno.ENOENT, "No such file", "/pages/a.html"),
        PermissionError(errno.EACCES, "Permission denied", "/pages/a.html"),  # a page, and no file of the store
        PermissionError(errno.EACCES, "Permission denied"),
        Exception("something else (os error 2)"),
    ],
)
def test_any_other_error_passes_as_it_is(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)) as raised, writing(tmp_path / "a.txt", tmp_path):
        raise error
    assert raised.value is error


def test_the_number_of_an_error_is_found_in_what_rust_says() -> None:
    assert [number_of(error) for error in ENOSPC] == [28, errno.EDQUOT, 28, 28, 28]
    assert number_of(Exception("Permission denied (os error 13)")) == errno.EACCES
    assert number_of(ValueError("x")) == 0


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "names").touch()
    with pytest.raises(OSError, match=r"/names/tiny could not be written \((file exists|not a directory)\)"):
        write_text(tmp_path / "names" / "tiny", "x")
    (tmp_path / "bake").touch()
    with (
        Lab(tmp_path, workers=1) as lab,
        pytest.raises(OSError, match=r"/bake(/\w+)? could not be written \((file exists|not a directory)\)"),
    ):
        lab(bake, Bake())


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/foretell", "/dev/null"])
def test_a_store_that_cannot_be_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    store = tmp_path / place
    named = store if place.startswith("/") else tmp_path / "file"
    with Lab(store, workers=1) as lab, pytest.raises(OSError, match=rf"^{named}\S* could not be written \("):
        lab(bake, Bake())


BAKED = """
import sys
from foretell.lab import Lab
from tests.lab.toy_verbs import Bake, bake, slice_up
with Lab(sys.argv[1], workers=1) as lab:
    try:
        lab(slice_up, lab(bake, Bake(loaves=int(sys.argv[2])), name="tiny/loaves"))
    except OSError as error:
        print(error)
    print(len(lab.ran), len(lab.remembered))
"""


def in_small_disk(tmp_path: Path, script: str) -> list[str]:
    """What a script prints that runs where $STORE is a disk of 64 KiB and `bake N` bakes there."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets no user mount a disk of their own")
    store = tmp_path / "disk"
    store.mkdir()
    (tmp_path / "baked.py").write_text(BAKED)
    bakes = f'bake() {{ "{sys.executable}" "{tmp_path}/baked.py" "$STORE" $1; }}'
    mounts = 'mount -t tmpfs -o size=64k,nr_inodes=64 none "$STORE"'
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-ec", f"{bakes}\n{mounts}\n{script}"],
        env={**os.environ, "STORE": str(store), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_names_the_file_and_with_room_the_same_call_goes_on(tmp_path: Path) -> None:
    said = in_small_disk(tmp_path, 'bake 2\nbake 50000\nmount -o remount,size=8m "$STORE"\nbake 50000\nbake 2')
    assert said[0] == "2 0"
    assert said[1].startswith(f"The disk is full: {tmp_path}/disk/bake/")
    assert said[2:] == ["0 0", "2 0", "0 2"]


def test_a_disk_without_room_for_a_lock_is_told(tmp_path: Path) -> None:
    said = in_small_disk(tmp_path, 'for i in $(seq 100); do touch "$STORE/$i" || break; done 2>/dev/null\nbake 2')
    assert said[0].startswith(f"The disk is full: {tmp_path}/disk/")
    assert said[1] == "0 0"


def test_a_store_that_is_only_read_answers_and_says_so_when_it_is_to_be_written(tmp_path: Path) -> None:
    said = in_small_disk(tmp_path, 'bake 2\nmount -o remount,ro "$STORE"\nbake 2\nbake 3')
    assert said[:2] == ["2 0", "0 2"]
    assert said[2].startswith(f"{tmp_path}/disk/")
    assert "could not be written (read-only file system)" in said[2]
    assert said[3] == "0 0"
