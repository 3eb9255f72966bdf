"""Workers answer in order, say it in a sentence when one dies, and leave with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foretell.lab.meter import Used
from foretell.lab.pool import ONE_THREAD, SILENT, Pool
from tests.lab.toy_verbs import die_if, environment, wait_and_square

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(2)
    yield pool
    pool.close()


def test_answers_come_in_the_order_of_the_parts(pool: Pool) -> None:
    parts = [(0.2, 1), (0.0, 2), (0.1, 3), (0.0, 4)]
    assert list(pool.map(wait_and_square, parts)) == [1, 4, 9, 16]


def test_one_worker_runs_here_and_gives_the_same(pool: Pool) -> None:
    assert list(Pool(1).map(str, range(4))) == list(pool.map(str, range(4)))
    assert list(Pool(1).map(_own_number, range(2))) == [os.getpid()] * 2


def test_what_each_part_used_is_told(pool: Pool) -> None:
    used: list[Used] = []
    list(pool.map(str, range(3), used.append))
    assert len(used) == 3
    assert all(u.peak_bytes > 1e6 and u.cpu_seconds >= 0.0 for u in used)


def test_a_part_that_raises_raises_here(pool: Pool) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(pool.map(int, ["1", "x", "3"]))
    assert list(pool.map(int, ["1", "2"])) == [1, 2]


def test_workers_have_one_thread_and_call_nowhere(pool: Pool) -> None:
    for found in pool.map(environment, range(2)):
        assert {name: found[name] for name in ONE_THREAD} == dict.fromkeys(ONE_THREAD, "1")
        assert {name: found[name] for name in SILENT} == SILENT


def test_a_dead_worker_is_a_sentence_and_the_next_map_has_new_ones() -> None:
    pool = Pool(2)
    try:
        for _ in range(2):
            with pytest.raises(RuntimeError, match=r"A worker process died .* run again, with fewer --workers"):
                list(pool.map(die_if, range(4)))
        assert list(pool.map(str, range(3))) == ["0", "1", "2"]
    finally:
        pool.close()


def test_workers_leave_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "from foretell.lab.pool import Pool\nfrom tests.lab.toy_verbs import sleep_beside\n"
        f"if __name__ == '__main__': list(Pool(2).map(sleep_beside, [{str(tmp_path)!r}] * 2))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        workers = _until(lambda: [int(p.name.split("-")[1]) for p in tmp_path.iterdir()], lambda w: len(w) == 2)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait(timeout=10)
    assert _until(lambda: [w for w in workers if _runs(w)], lambda left: not left) == []


def _own_number(_: int) -> int:
    return os.getpid()


def _until(look: Callable[[], list[int]], enough: Callable[[list[int]], bool], seconds: float = 20.0) -> list[int]:
    """What `look` sees once it is `enough`, or at the end of `seconds`."""
    deadline = time.monotonic() + seconds
    while not enough(seen := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen


def _runs(pid: int) -> bool:
    """Whether a process of this number is there and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
