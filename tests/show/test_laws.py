"""A law as a person reads it: no end that bounds nothing, no certainty where nothing moved, no table without rows."""

from __future__ import annotations

import pytest

from foretell.laws import ThreeApproaches
from foretell.laws.three_approaches import Approach
from foretell.nouns import Checks, Curve, Interval, Profile
from foretell.show import curve, three_approaches


def made(intervals: dict[str, tuple[float, float, float]], profiles: tuple[Profile, ...] = ()) -> Curve:
    """A curve with these intervals (number, low, high)."""
    return Curve(
        form="kaplan.size",
        names=tuple(intervals),
        coefficients={name: centre for name, (centre, _, _) in intervals.items()},
        intervals={n: Interval(centre=c, low=low, high=high) for n, (c, low, high) in intervals.items()},
        objective=1.0,
        runs=9,
        target="loss",
        inputs=("params",),
        checks=Checks(profiles=profiles),
    )


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((1.89885, 1.89885, 1.89885), "E 1.899 none: no resample moved it"),
        ((1.82782, 1.77239, 1.84683), "E 1.828 1.772 … 1.847 (80%)"),
        ((2085.43, 1e-300, 1e9), "E 2085 at most 1e+09 (80%)"),
        ((1.74, 1.5, 1e40), "E 1.74 at least 1.5 (80%)"),
        ((1e-40, 1e-45, 3.0), "E 0 not identified"),
    ],
)
def test_an_interval_says_only_what_it_bounds(
    numbers: tuple[float, float, float], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    curve(made({"E": numbers}))
    assert told in [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (None, 1.74, "at most 1.74 (80%)"),
        (1.5, None, "at least 1.50 (80%)"),
        (1.5, 1.74, "1.50 … 1.74 (80%)"),
        (None, None, "no end within the values that were tried (80%)"),
    ],
)
def test_a_profile_without_an_end_says_so(
    low: float | None, high: float | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = Profile(name="E", values=(), objectives=(), low=low, high=high)
    curve(made({"E": (1.6, 1.5, 1.7)}, (profile,)))
    said = capsys.readouterr().out
    assert f"profile of E: {told}" in said.splitlines()
    assert "?" not in said


def test_no_approach_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    refused = Approach(form="chinchilla.isoflop", refused="it needs more runs.")
    three_approaches(ThreeApproaches(flops=1e21, approaches=(refused,), pairs=(), agree=None))
    assert capsys.readouterr().out.strip() == "chinchilla.isoflop: it needs more runs."
