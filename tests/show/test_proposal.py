"""A plan as a person reads it: what was asked, ends that there are, and what a range is of."""

from __future__ import annotations

import pytest

from foretell.nouns import Figure, Option, Proposal
from foretell.show import proposal


def said(figure: Figure, capsys: pytest.CaptureFixture[str], asked: float = 1e13) -> list[str]:
    """The lines of a plan with one figure."""
    option = Option(name="as asked", why="", figures={"flops": figure})
    proposal(Proposal(asked={"flops": asked}, law="kaplan", options=(option,)))
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def figure(low: float, high: float, assumed: str = "", never: float = 0.0) -> Figure:
    return Figure(centre=2e13, low=low, high=high, unit="FLOPs", source="a test", assumed=assumed, never=never)


@pytest.mark.parametrize(("asked", "told"), [(1e13, "1e+13"), (2048.0, "2048"), (1e21, "1e+21")])
def test_what_was_asked_is_told_shortly(asked: float, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(figure(2e13, 2e13), capsys, asked)[0] == f"asked: flops {told}; answered by kaplan"


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (figure(2e13, 2e13), "flops 2e+13 FLOPs"),
        (figure(1.5e13, 2.6e13), "flops 2.00e+13 1.50e+13 … 2.60e+13 FLOPs"),
        (figure(1.5e13, 2.6e13, never=0.05), "flops 2.00e+13 1.50e+13 … 2.60e+13 FLOPs"),
        (figure(1.5e13, 2.6e13, never=0.14), "flops 2.00e+13 at least 1.50e+13; never in 14% of draws FLOPs"),
        (
            figure(1.5e13, 2.6e13, "a price of 2 to 3"),
            "flops 2.00e+13 1.50e+13 … 2.60e+13 FLOPs, for a price of 2 to 3",
        ),
    ],
)
def test_a_range_says_what_it_is_of(figure: Figure, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert line in said(figure, capsys)
