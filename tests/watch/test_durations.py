from __future__ import annotations

import pytest

from foretell.watch import spelled


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59.4, "59 s"), (59.7, "1 min 00 s"), (125, "2 min 05 s"), (11_400, "3 h 10 min")]
)
def test_durations_are_spelled_as_a_person_says_them(seconds: float, said: str) -> None:
    assert spelled(seconds) == said
