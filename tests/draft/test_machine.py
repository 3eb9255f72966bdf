from __future__ import annotations

import os
from pathlib import Path

import pytest

from foretell.draft import machine as module
from foretell.draft.machine import Machine, memory


def test_speed_is_read_between_the_measured_sizes() -> None:
    made = Machine(2, 1e9, 1e8, ((1e6, 4e10), (1e4, 2e10)))
    assert made.rate(1e5) == pytest.approx(3e10)
    assert (made.rate(1.0), made.rate(1e9)) == (2e10, 4e10)


@pytest.mark.parametrize(("limit", "expected"), [("12345\n", 12345.0), ("max\n", None), (None, None)])
def test_a_container_may_have_less_memory(
    limit: str | None, expected: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit, encoding="ascii")
    monkeypatch.setattr(module, "MEMORY_LIMIT", tmp_path / "memory.max")
    assert memory() == expected or (
        expected is None and memory() == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    )


def test_this_machine_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIED", ((16, 1, 300, 16), (24, 1, 300, 16)))
    found = module.this_machine()
    assert found.cores == os.cpu_count()
    assert len(found.rates) == 2
    assert min(rate for _, rate in found.rates) > 0.0
    assert found.memory_bytes > found.process_bytes > 0.0
