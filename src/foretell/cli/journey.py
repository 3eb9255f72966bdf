"""Commands over a recipe: run, study, report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli.options import STORE, Json, RecipeFile, Store, Workers, lab_at, say

if TYPE_CHECKING:
    from foretell.journey import Journey
    from foretell.watch import Watch


def run(
    recipe: RecipeFile,
    store: Store = STORE,
    until: Annotated[
        str, typer.Option(help="Last stage: curate, tokenize, ladder, plan, target, adapt or report.")
    ] = "report",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show rungs and costs; train nothing.")] = False,
    price: Annotated[
        float | None,
        typer.Option(help="For a dry run: USD that an hour of one core costs you. Default: a cloud's."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Another seed for weights and data order, kept under NAME-seedN.")
    ] = None,
    log: Annotated[
        list[str] | None,
        typer.Option(help="Also log each training: tensorboard:DIR, wandb:DIR (offline) or mlflow:DIR. Repeatable."),
    ] = None,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Walk a recipe: pages, corpus, tokens, ladder, laws, sealed forecast, target, scores, page.

    Whatever was done before is remembered, so a second call, or one after a crash, goes on where the first ended.

    Examples: foretell run recipes/tiny.toml · foretell run recipes/tiny.toml --log tensorboard:logs
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

            say(forecast_costs(followed, lab, recipe.parent, price), shown.costs, as_json)
            return
        journey = _walked(Journey(followed, lab, recipe.parent), until, log or ())
        say(shown.outcome(journey, until), shown.outcome_lines, as_json)


def _walked(journey: Journey, until: str, log: Sequence[str] = ()) -> Journey:
    """The journey, watched on the terminal and by the writers that `log` names."""
    from foretell.watch import Watch, writer_named

    stages = len(journey.stages(until))
    writers = [writer_named(text) for text in log]
    with Watch(journey.lab.progress, stages, name=journey.recipe.name, writers=writers) as watch:
        journey.watch = watch
        journey.after = partial(_tell, journey, watch)
        journey.go(until)
    return journey


def _tell(journey: Journey, watch: Watch, stage: str) -> None:
    """What is said when a stage is done: what was kept, the seal before the target is trained; to writers, each run."""
    if stage == "curate":
        watch.say(shown.kept(journey.corpus))
    if stage == "plan":
        watch.say(shown.seal(journey))
    for run in journey.trained(stage):
        watch.finished(run)


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


def report(
    recipe: RecipeFile,
    store: Store = STORE,
    workers: Workers = None,
    export: Annotated[
        Path | None, typer.Option(help="Write tables (CSV, Parquet) and figures (SVG, PNG) into this folder too.")
    ] = None,
) -> None:
    """Write the page of a finished journey anew, with the verdicts of its studies, and print where it lies.

    Example: foretell report recipes/tiny.toml --export tiny-figures
    """
    from foretell.journey import Journey
    from foretell.lab import Lab
    from foretell.recipe import read_recipe

    followed = read_recipe(recipe)
    if f"{followed.name}/target" not in lab_at(store).names():
        raise ValueError(
            f"{store} holds no finished journey of {recipe}: `foretell run {recipe} --store {store}` first."
        )
    with Lab(store, workers, recalls=True) as lab:
        journey = _walked(Journey(followed, lab, recipe.parent), "report")
        print(journey.page)
        for path in exported(journey, export) if export else ():
            print(path)


def exported(journey: Journey, folder: Path) -> list[Path]:
    """The files of a journey's tables and figures."""
    from foretell.report.figures import write_figures
    from foretell.report.tables import write_tables

    story = journey.story()
    return [*write_tables(story, folder), *write_figures(story, folder)]
