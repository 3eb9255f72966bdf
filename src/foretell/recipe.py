"""A recipe: the whole journey as a table of specs. A TOML file writes it key for key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, model_validator

from foretell.adaptation import Adapt
from foretell.corpus import Curate
from foretell.evaluation import Evaluate
from foretell.laws.forms import form_named
from foretell.laws.forms.valley import MIN_CELLS, least_tokens
from foretell.nouns import Rung, Spec
from foretell.planning import Budget
from foretell.tasks import Pose, Teach
from foretell.tokens import Tokenize
from foretell.tokens.mixture import check_shares
from foretell.toml import read_toml
from foretell.training import Ladder

DEFAULT_ROUTE = str(Budget.model_fields["route"].default)


class Recipe(Spec):
    """The whole journey as specs; a TOML file writes it key for key."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)
    """What the journey's results are called in the store: letters, digits, dots, dashes and underscores."""

    pages: dict[str, str]
    """Sources of raw pages: a name of your own = a folder, file or glob, or a built-in source."""

    joins: str = ""
    """An earlier corpus in the store, as NAME/corpus: what matches one of its pages joins its split."""

    curate: Curate = Curate()
    """How pages become a corpus."""

    pose: Pose = Pose()
    """Which questions are asked of every model."""

    tokenize: Tokenize = Tokenize()
    """How text becomes tokens."""

    ladder: Ladder = Ladder()
    """The grid of small trainings from which laws are fitted."""

    budget: Budget
    """What the target may cost."""

    evaluate: Evaluate = Evaluate()
    """How models are measured."""

    teach: Teach | None = None
    """Facts that the target is taught in the end; without this table nothing is adapted."""

    adapt: Adapt = Adapt()
    """How the target is trained on, when it is taught."""

    @model_validator(mode="after")
    def _fits_together(self) -> Recipe:
        """What can be known to go wrong is said before anything is spent."""
        if self.tokenize.mixture:
            check_shares(self.tokenize.mixture, sorted(self.pages))
        if unknown := sorted(set(self.curate.trusted) - set(self.pages)):
            raise ValueError(f"curate.trusted names {unknown[0]!r}, which is no source of [pages]")
        form_named(self.budget.route)
        if self.budget.flops < min(self.ladder.budgets):
            raise ValueError(
                f"the target's budget.flops is {self.budget.flops:g}, less than the smallest of ladder.budgets "
                f"({min(self.ladder.budgets):g}); both are counts of floating-point operations (FLOPs): raise it, or "
                "lower the ladder's"
            )
        if self.teach is None and self.adapt != Adapt():
            raise ValueError("there is an [adapt] but no [teach]: name the facts that are to be taught")
        return self


class Adaptation(Spec):
    """What a finished model is taught, and how: the two tables of a recipe that say so."""

    teach: Teach = Teach()
    """Facts and wordings."""

    adapt: Adapt = Adapt()
    """Epochs, rates, replay."""


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises RecipeError, in sentences, for one that cannot be followed."""
    return read_toml(path, Recipe)


def with_seed(recipe: Recipe, seed: int) -> Recipe:
    """The same recipe with other initial weights and another order of the data, under a name of its own."""
    ladder = recipe.ladder.model_copy(update={"seed": seed})
    adapt = recipe.adapt.model_copy(update={"seed": seed})
    return recipe.model_copy(update={"ladder": ladder, "adapt": adapt, "name": f"{recipe.name}-seed{seed}"})


def cells_of(columns: Sequence[Sequence[Rung]]) -> list[Rung]:
    """The rungs that are cells of the grid: decay branches. Trunk segments only lead to them."""
    return [rung for column in columns for rung in column if rung.decay_from is not None]


def check_cells(cells: Sequence[Rung], route: str = DEFAULT_ROUTE) -> None:
    """Raise ValueError, before anything is trained, for a ladder from which its route could make no forecast."""
    least = least_tokens(route)
    kept = [rung for rung in cells if rung.tokens >= least]
    budgets, sizes = {rung.budget for rung in kept}, {rung.shape.width for rung in kept}
    if len(kept) < MIN_CELLS or len(budgets) < 2 or len(sizes) < 3:
        long_enough = f" of the {least:,.0f} tokens that {route} needs" if least else ""
        raise ValueError(
            f"This ladder has {len(kept)} cells{long_enough} ({len(sizes)} sizes, {len(budgets)} budgets), and a "
            f"forecast needs at least {MIN_CELLS} (3 sizes, 2 budgets): add widths or budgets, or raise the budgets so "
            "that more cells have min_steps."
        )
