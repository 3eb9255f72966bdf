"""Commands over a recipe: run, study, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli.options import STORE, Json, RecipeFile, Store, Workers, lab_at, say

if TYPE_CHECKING:
    from foretell.journey import Journey


def run(
    recipe: RecipeFile,
    store: Store = STORE,
    until: Annotated[
        str, typer.Option(help="Last stage: curate, tokenize, ladder, plan, target or report.")
    ] = "report",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show rungs and costs; train nothing.")] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another seed for weights and data order, kept under NAME-seedN.")
    ] = None,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Walk a recipe: pages, corpus, tokens, ladder, laws, sealed forecast, target, scores, page.

    Whatever was done before is remembered, so a second call, or one after a crash, goes on where the first ended.

    Example: foretell run recipes/tiny.toml --store store
    """
    from foretell.journey import Journey
    from foretell.lab import Lab
    from foretell.recipe import read_recipe, with_seed

    followed = read_recipe(recipe)
    if seed is not None:
        followed = with_seed(followed, seed)
    with Lab(store, workers) as lab:
        if dry_run:
            from foretell.dry_run import forecast_costs

            say(forecast_costs(followed, lab, recipe.parent), shown.costs, as_json)
            return
        journey = _walked(Journey(followed, lab, recipe.parent), until)
        say(shown.outcome(journey, until), shown.outcome_lines, as_json)


def _walked(journey: Journey, until: str) -> Journey:
    from foretell.journey import STAGES
    from foretell.watch import Watch

    stages = STAGES.index(until) + 1 if until in STAGES else 0
    with Watch(journey.lab.progress, stages) as watch:
        journey.watch = watch
        journey.after = lambda stage: watch.say(shown.seal(journey)) if stage == "plan" else None
        journey.go(until)
    return journey


def study(
    name: Annotated[str | None, typer.Argument(help="The claim to test. Without it: the list of them.")] = None,
    recipe: Annotated[Path, typer.Option(help="The size: any recipe, such as recipes/tiny.toml.")] = Path(
        "recipes/tiny.toml"
    ),
    store: Store = STORE,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Test one claim of the field at a size that you can afford. The verdict: reproduced, not, or not resolvable here.

    Example: foretell study isoflop --recipe recipes/tiny.toml
    """
    from foretell import studies

    if name is None:
        say({study.name: study.claim for study in studies.all_studies()}, shown.pairs, as_json)
        return
    chosen = studies.find(name)
    from foretell.journey import Journey
    from foretell.lab import Lab
    from foretell.recipe import read_recipe

    with Lab(store, workers) as lab:
        journey = _walked(Journey(read_recipe(recipe), lab, recipe.parent), chosen.until)
        verdict = lab(chosen.verb, *chosen.inputs(journey), name=f"{journey.recipe.name}/study/{name}")
    say(verdict, shown.verdict, as_json)


def report(recipe: RecipeFile, store: Store = STORE, workers: Workers = None) -> None:
    """Write the page of a finished journey anew, with the verdicts of its studies, and print where it lies."""
    from foretell.journey import Journey
    from foretell.lab import Lab
    from foretell.recipe import read_recipe

    followed = read_recipe(recipe)
    if f"{followed.name}/target" not in lab_at(store).names():
        raise ValueError(
            f"{store} holds no finished journey of {recipe}: `foretell run {recipe} --store {store}` first."
        )
    with Lab(store, workers) as lab:
        print(_walked(Journey(followed, lab, recipe.parent), "report").page)
