"""Recipes from small to large for a place of pages, and how much text each needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from foretell.draft.sizes import HEAD_SHARE, best_tokens, head_share, is_centred, ladder_for
from foretell.draft.text import WILDCARDS, Text
from foretell.planning import Budget
from foretell.recipe import Recipe, cells_of
from foretell.tasks import Pose
from foretell.tokens import Tokenize
from foretell.training import ladder

GRID = tuple(10.0 ** (i / 8) for i in range(93, 8 * 19))  # targets that are tried, in FLOPs: below, batches are tiny
EPOCHS = 1.0  # of the target, at most, where the pages allow any ladder so: the law knows nothing of repeated text
TASKS = ("agreement",)  # grammar, which any English text teaches; facts and sums are of particular texts
OWN_NAMES = ("", "pages")  # that say nothing of the pages; the store keeps its own pages under `pages`


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


def is_enough(text: Text, recipe: Recipe, epochs: float = EPOCHS) -> bool:
    """Whether the target would read the text no more than `epochs` times, and no cell more often than it may."""
    return needed_tokens(recipe, epochs) <= text.tokens(recipe.tokenize.vocabulary)


def needed_tokens(recipe: Recipe, epochs: float = EPOCHS) -> float:
    """Tokens of text that the target, by the rule, and the ladder need."""
    cells = cells_of(ladder(recipe.ladder, recipe.tokenize.vocabulary))
    longest = max(float(cell.tokens) for cell in cells)
    return max(best_tokens(recipe.budget.flops) / epochs, longest / recipe.ladder.max_epochs)


def name_of(where: str) -> str:
    """A recipe's name from a place: what the last of its parts, wildcards aside, has of letters and digits."""
    parts = [part for part in Path(where).expanduser().resolve().parts if not WILDCARDS & set(part)]
    for part in reversed(parts[-2:]):
        word = re.sub(r"[^A-Za-z0-9._-]+", "-", part).strip("-._")[:64]
        if word not in OWN_NAMES:
            return word
    return "mine"
