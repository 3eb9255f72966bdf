"""What a study is: a claim, the stage of a journey that it needs, and the verb that judges it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from foretell.lab.key import Verb
from foretell.nouns import Interval

if TYPE_CHECKING:
    from foretell.journey import Journey

Outcome = Literal["reproduced", "not reproduced", "not resolvable here"]


@dataclass(frozen=True)
class Study:
    """A claim of the field that any recipe's journey can test: walk it `until` a stage, then judge its `inputs`."""

    name: str
    claim: str
    source: str
    until: str
    inputs: Callable[[Journey], tuple[Any, ...]]
    verb: Verb


def judged(found: Interval, expected: float, tolerance: float) -> Outcome:
    """Whether an interval reproduces a claimed value.

    Not resolvable when the interval is so wide that it could not have told `expected` from a value `tolerance` away;
    else reproduced or not, as the interval holds `expected` or not.
    """
    if (found.high - found.low) / 2 > tolerance:
        return "not resolvable here"
    return "reproduced" if found.low <= expected <= found.high else "not reproduced"
