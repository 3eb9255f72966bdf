"""draft: what a folder of pages and some hours of this machine allow → a recipe, and the reason of each number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foretell.draft.hours import Took, reading_seconds, took, workers_for
from foretell.draft.machine import Machine, this_machine
from foretell.draft.reasons import reasons
from foretell.draft.sizes import HEAD_SHARE, centred, head_share, ladder_for
from foretell.draft.text import Text, sample
from foretell.nouns import Spec
from foretell.planning import Budget
from foretell.recipe import Recipe, cells_of
from foretell.tasks import Pose
from foretell.tokens import Tokenize
from foretell.training import ladder

MARGIN = 0.85  # of the hours that are planned for: speed varies, and the estimate is one
GRID = [10.0 ** (i / 8) for i in range(4 * 23, 8 * 21)]  # targets that are tried, in FLOPs: 3e11 and up
TASKS = ("agreement",)  # grammar, which any English text teaches; facts and sums are of particular texts


@dataclass(frozen=True)
class Draft:
    """A recipe, the reason of each of its numbers by key, and the seconds that it would take."""

    recipe: Recipe
    notes: dict[str, str]
    took: Took


def draft(where: str, hours: float, folder: Path = Path(), machine: Machine | None = None) -> Draft:
    """The largest recipe for the pages at `where` (a folder, file or glob) that fits `hours` of a machine (this one).

    `folder` is where the recipe will lie: paths in it start there. Raises ValueError, with what would do, where
    nothing fits.
    """
    _check(hours)
    text = sample(where, folder)
    return fitted(text, machine or this_machine(), hours, where)


def fitted(text: Text, machine: Machine, hours: float, where: str) -> Draft:
    """The same for pages and a machine whose figures are known."""
    _check(hours)
    tried = list(_designs(text, where))
    if not tried:
        raise ValueError(_no_vocabulary(text, where))
    seconds = MARGIN * hours * 3600.0
    timed = {i: took(one, text, machine) for i, one in enumerate(tried) if workers_for(one, machine)}
    if not timed:
        raise ValueError(f"The memory ({machine.memory_bytes / 2**30:.1f} GiB) holds no training: take another machine.")
    by_text = [i for i in timed if is_enough(text, tried[i])]
    if not by_text:
        raise ValueError(_too_little_text(text, tried[0], where))
    fits = [i for i in by_text if timed[i].total <= seconds]
    if not fits:
        raise ValueError(_too_few_hours(timed[by_text[0]], text, machine, hours))
    best = max(fits)
    is_short_of_text = any(timed[i].total <= seconds for i in timed if i > best)
    recipe, total = tried[best], timed[best]
    notes = reasons(recipe, text, machine, hours, total, is_short_of_text, fits=len(tried) > best + 1)
    return Draft(recipe, notes, total)


def _check(hours: float) -> None:
    if not 0.0 < hours < float("inf"):
        raise ValueError(f"{hours:g} hours were given, and a number above 0 was expected.")


def _designs(text: Text, where: str) -> Iterator[Recipe]:
    """Recipes from small to large, each with every budget's best size well inside its sizes."""
    for flops in GRID:
        fitting = [v for v in text.bytes_per_token if head_share(flops, v) <= HEAD_SHARE]
        vocabulary = max(fitting or sorted(text.bytes_per_token)[:1], default=0)
        if vocabulary and centred(spec := ladder_for(flops, vocabulary), vocabulary):
            yield Recipe(
                name=name_of(where),
                pages={"pages": where},
                pose=Pose(tasks=TASKS),
                tokenize=Tokenize(vocabulary=vocabulary),
                ladder=spec,
                budget=Budget(flops=float(f"{flops:.3g}")),
            )


def name_of(where: str) -> str:
    """A recipe's name from a place: what its last part has of letters and digits."""
    word = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(where).resolve().name).strip("-._")
    return word[:64] or "pages"
