"""Studies are found by name, and an interval is judged for what it can tell."""

from __future__ import annotations

import pytest

from foretell.nouns import Interval
from foretell.studies import all_studies, find
from foretell.studies.study import judged

CASES = [
    (Interval(centre=0.5, low=0.45, high=0.55), "reproduced"),
    (Interval(centre=0.7, low=0.65, high=0.75), "not reproduced"),
    (Interval(centre=0.5, low=0.2, high=0.8), "not resolvable here"),
    (Interval(centre=0.9, low=0.5, high=1.3), "not resolvable here"),
    (Interval(centre=0.6, low=0.5, high=0.7), "reproduced"),
]


@pytest.mark.parametrize(("found", "verdict"), CASES)
def test_a_wide_interval_speaks_of_nothing(found: Interval, verdict: str) -> None:
    assert judged(found, 0.5, tolerance=0.15) == verdict


def test_studies_are_files_found_by_name() -> None:
    names = [study.name for study in all_studies()]
    assert "isoflop" in names
    assert len(set(names)) == len(names)
    assert find("isoflop").claim
    with pytest.raises(ValueError, match="Did you mean 'isoflop'"):
        find("isofop")
