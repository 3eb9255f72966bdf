"""draft: what a folder of pages and some hours of this machine allow → a recipe, and the reason of each number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from foretell.corpus.built_in import built_in
from foretell.draft.hours import Took, reading_seconds, took, workers_for
from foretell.draft.machine import Machine, this_machine
from foretell.draft.reasons import reasons, size, told
from foretell.draft.sizes import HEAD_SHARE, best_tokens, head_share, is_centred, ladder_for
from foretell.draft.text import Text, sample
from foretell.planning import Budget
from foretell.recipe import Recipe, cells_of
from foretell.tasks import Pose
from foretell.tokens import Tokenize
from foretell.training import ladder

MARGIN = 0.85  # of the hours, that is planned for: speed varies, and the rest is an estimate
GRID = tuple(
    10.0 ** (i / 8) for i in range(93, 8 * 19)
)  # targets that are tried, in FLOPs: below 4e11 batches are tiny
SAFE_SHARE = 0.8  # of the estimated text: near-duplicates are not in the estimate
FAR_BEYOND = 4.0  # times the hours: what is larger yet will not fit either
SUPPOSED = {512: 2.0}  # bytes a token, where the text is too small to tell
TASKS = ("agreement",)  # grammar, which any English text teaches; facts and sums are of particular texts


@dataclass(frozen=True)
class Draft:
    """A recipe, the reason of each of its numbers by key, and the seconds that it would take."""

    recipe: Recipe
    notes: dict[str, str]
    took: Took


def draft(where: str, hours: float, folder: Path = Path(), machine: Machine | None = None) -> Draft:
    """The largest recipe for the pages at `where` (a folder, file or glob) that fits `hours` of a machine (this one).

    `folder` is where the recipe will lie: a path that is not absolute starts there. Raises ValueError, with what
    would do, where nothing fits.
    """
    check_hours(hours)
    text = sample(where, folder)
    if machine:
        return fitted(where, text, machine, hours)
    first = fitted(where, text, this_machine(), hours)
    columns = ladder(first.recipe.ladder, first.recipe.tokenize.vocabulary)
    own = this_machine([column[-1] for column in columns])  # the speed depends on more than size: try its own rungs
    return fitted(where, text, own, hours)


def fitted(where: str, text: Text, machine: Machine, hours: float) -> Draft:
    """The same for pages and a machine whose figures are known."""
    check_hours(hours)
    seconds = MARGIN * hours * 3600.0
    tried = list(tried_until(where, text, machine, seconds))
    enough = [(one, total) for one, total in tried if is_enough(text, one)]
    in_time = [(one, total) for one, total in enough if total.total <= seconds]
    if not enough:
        raise ValueError(too_little(where, text, machine))
    if not in_time:
        raise ValueError(too_short(text, machine, hours, enough[0][1]))
    recipe, total = in_time[-1]
    is_short_of_text = len(in_time) == len(enough) < len(tried)
    return Draft(recipe, reasons(recipe, text, machine, hours, total, is_short_of_text), total)


def tried_until(where: str, text: Text, machine: Machine, seconds: float) -> Iterator[tuple[Recipe, Took]]:
    """Designs from small to large that the memory holds, until one is far beyond the time."""
    for recipe in designs(where, text):
        if workers_for(recipe, machine):
            yield recipe, (total := took(recipe, text, machine))
            if total.total > FAR_BEYOND * seconds:
                return


def check_hours(hours: float) -> None:
    """Raise ValueError for hours that are no time."""
    if not 0.0 < hours < float("inf"):
        raise ValueError(f"{hours:g} hours were given, and a number above 0 was expected.")


def designs(where: str, text: Text) -> Iterator[Recipe]:
    """Recipes from small to large, each with every budget's best size between its sizes."""
    for flops in GRID:
        fitting = [v for v in text.bytes_per_token if head_share(flops, v) <= HEAD_SHARE]
        vocabulary = max(fitting, default=min(text.bytes_per_token, default=0))
        if not vocabulary or not is_centred(spec := ladder_for(flops, vocabulary), vocabulary):
            continue
        yield Recipe(
            name=name_of(where),
            pages={"pages": where},
            pose=Pose(tasks=TASKS),
            tokenize=Tokenize(vocabulary=vocabulary),
            ladder=spec,
            budget=Budget(flops=float(f"{flops:.3g}")),
        )


def is_enough(text: Text, recipe: Recipe) -> bool:
    """Whether no training, the target included, would read the text more often than the ladder allows."""
    return needed_tokens(recipe) <= text.tokens(recipe.tokenize.vocabulary)


def needed_tokens(recipe: Recipe) -> float:
    """Tokens that the longest training, the target included, reads no more often than it may."""
    cells = cells_of(ladder(recipe.ladder, recipe.tokenize.vocabulary))
    longest = max(*(float(cell.tokens) for cell in cells), best_tokens(recipe.budget.flops))
    return longest / recipe.ladder.max_epochs / SAFE_SHARE


def seen_from(place: str, folder: Path) -> str:
    """A path or glob, as given on a command line, as a recipe in `folder` names it: relative where it lies below."""
    absolute = Path(place).expanduser().absolute()
    base = folder.absolute()
    if not absolute.is_relative_to(base):
        return absolute.as_posix()
    relative = absolute.relative_to(base).as_posix()
    return f"./{relative}" if built_in(relative) else relative


def name_of(where: str) -> str:
    """A recipe's name from a place: what its last part has of letters and digits."""
    word = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(where).resolve().name).strip("-._")
    return word[:64] or "pages"


def too_little(where: str, text: Text, machine: Machine) -> str:
    """Why no ladder stands on these pages, and what would do."""
    supposed = replace(text, bytes_per_token={**SUPPOSED, **text.bytes_per_token})
    least = next(designs(where, supposed))
    if not workers_for(least, machine):
        return f"The memory, {size(machine.memory_bytes)}, holds no training: one takes {size(machine.process_bytes)}."
    needed = text.kept_bytes * needed_tokens(least) / supposed.tokens(least.tokenize.vocabulary)
    return (
        f"{where} holds about {size(text.kept_bytes)} of text that would be kept ({told(text)}), and the least ladder "
        f"needs about {size(needed)}: add pages, some {math.ceil(needed / text.kept_bytes)} times as many."
    )


def too_short(text: Text, machine: Machine, hours: float, least: Took) -> str:
    """Why no ladder fits the hours, and what would do."""
    needed = math.ceil(least.total / MARGIN / 36.0) / 100
    reading = reading_seconds(text, machine)
    fewer = ""
    if reading > least.total / 2:
        fewer = (
            f", or name a part of the pages by a glob: reading all {size(text.raw_bytes)} takes "
            f"{reading / 3600.0:.2g} of them"
        )
    return (
        f"The least journey over these pages would take about {needed:g} hours on this machine "
        f"({machine.cores} cores), and {hours:g} were given: give --hours {needed:g} or more{fewer}."
    )
