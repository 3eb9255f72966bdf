"""draft: what a folder of pages and some hours of this machine allow → a recipe, and the reason of each number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from foretell.corpus import Curate
from foretell.corpus.built_in import built_in
from foretell.draft.designs import designs, is_enough
from foretell.draft.hours import Took, took, workers_for
from foretell.draft.machine import Machine, this_machine
from foretell.draft.reasons import Limit, commonest, reasons, why
from foretell.draft.refusals import MARGIN, nothing_kept, too_little, too_short
from foretell.draft.sizes import best_tokens
from foretell.draft.text import Text, sample
from foretell.recipe import Recipe
from foretell.training import ladder

FAR_BEYOND = 4.0  # times the hours: what is larger yet will not fit either


@dataclass(frozen=True)
class Draft:
    """A recipe, the reason of each of its numbers by key, and the seconds that it would take."""

    recipe: Recipe
    notes: dict[str, str]
    took: Took
    text: Text
    limit: Limit
    why: str  # it is that

    @property
    def tokens(self) -> float:
        """Of text to train on, by the sample."""
        return self.text.tokens(self.recipe.tokenize.vocabulary)

    @property
    def epochs(self) -> float:
        """How often the target would read them."""
        return best_tokens(self.recipe.budget.flops) / self.tokens

    def told(self) -> dict[str, Any]:
        """What to print, or to read by machine: the sample, the text, what limits the target and why."""
        text = self.text
        return {
            "seconds": self.took.total,
            "sampled": text.pages,
            "kept": text.kept,
            "dropped": dict(commonest(text.lost, len(text.lost))),
            "trusting_adds_bytes": text.refused_bytes,
            "train_bytes": text.train_bytes,
            "train_tokens": self.tokens,
            "target_tokens": best_tokens(self.recipe.budget.flops),
            "epochs": self.epochs,
            "limit": self.limit,
            "why": self.why,
        }


def draft(
    where: str,
    hours: float,
    folder: Path = Path(),
    machine: Machine | None = None,
    *,
    trusted: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Draft:
    """The largest recipe for the pages at `where` (a folder, file or glob) that fits `hours` of a machine (this one).

    `folder` is where the recipe will lie: a path that is not absolute starts there. `trusted` pages are judged by no
    rule of quality or repetition. `tell` hears what is being done. Raises ValueError, with what would do, where
    nothing fits.
    """
    check_hours(hours)
    tell(f"reading a sample of the pages at {where} …")
    text = sample(where, folder, trusted=trusted)
    if not text.kept:
        raise ValueError(nothing_kept(where, text))
    made = fitted(where, text, machine, hours) if machine else _fitted_here(where, text, hours, tell)
    if not trusted:
        return made
    recipe = made.recipe.model_copy(update={"curate": Curate(trusted=tuple(made.recipe.pages))})
    return replace(made, recipe=recipe, notes=made.notes | {"curate.trusted": "As asked for by --trusted."})


def _fitted_here(where: str, text: Text, hours: float, tell: Callable[[str], None]) -> Draft:
    tell("timing this machine …")
    first = fitted(where, text, this_machine(), hours)
    columns = ladder(first.recipe.ladder, first.recipe.tokenize.vocabulary)
    tell("timing this machine on the ladder's own sizes …")
    own = this_machine([column[-1] for column in columns])  # the speed depends on more than size
    return fitted(where, text, own, hours)


def fitted(where: str, text: Text, machine: Machine, hours: float) -> Draft:
    """The same for pages and a machine whose figures are known."""
    check_hours(hours)
    seconds = MARGIN * hours * 3600.0
    tried = list(tried_until(where, text, machine, seconds))
    once = [(one, total) for one, total in tried if is_enough(text, one)]
    again = [(one, total) for one, total in tried if is_enough(text, one, one.ladder.max_epochs)]
    enough = once or again[:1]  # of repeated text as little as a ladder stands on
    in_time = [(one, total) for one, total in enough if total.total <= seconds]
    if not enough:
        raise ValueError(too_little(where, text, machine))
    if not in_time:
        raise ValueError(too_short(text, machine, hours, enough[0][1]))
    recipe, total = in_time[-1]
    limit: Limit = "hours" if len(in_time) < len(enough) else "text" if len(enough) < len(tried) else "memory"
    return Draft(recipe, reasons(recipe, text, machine, hours, total, limit), total, text, limit, why(limit, hours))


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


def seen_from(place: str, folder: Path) -> str:
    """A path or glob, as given on a command line, as a recipe in `folder` names it: relative where it lies below."""
    absolute = Path(place).expanduser().absolute()
    base = folder.absolute()
    if not absolute.is_relative_to(base):
        return absolute.as_posix()
    relative = absolute.relative_to(base).as_posix()
    return f"./{relative}" if built_in(relative) else relative
