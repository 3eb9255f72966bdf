"""The command line. Each command is a few lines over a verb; rooms are imported only when their command runs."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foretell import show as shown
from foretell.toml import sentence_of

if TYPE_CHECKING:
    from foretell.lab import Lab
    from foretell.nouns import Law
    from foretell.recipe import Journey

app = typer.Typer(
    help="Know what a language model will be before you pay for it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
STORE = Path("store")
PARAMETRIC = "chinchilla.parametric"
Store = Annotated[Path, typer.Option("--store", help="Folder that remembers every result.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes, one thread each. Default: one a core.")]
RecipeFile = Annotated[Path, typer.Argument(help="A recipe, such as recipes/tiny.toml.")]
Column = Annotated[str | None, typer.Option(help="Column of the table. Default: guessed, and said.")]
Table = Annotated[Path, typer.Argument(help="A CSV table, a row a finished training.")]


@app.command()
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
    from foretell import recipe as recipes
    from foretell.lab import Lab

    followed = recipes.read_recipe(recipe)
    if seed is not None:
        followed = recipes.with_seed(followed, seed)
    with Lab(store, workers) as lab:
        if dry_run:
            from foretell.dry_run import forecast_costs

            _say(forecast_costs(followed, lab, recipe.parent), shown.costs, as_json)
            return
        journey = _walked(recipes.Journey(followed, lab, recipe.parent), until)
        _say(shown.outcome(journey, until), shown.outcome_lines, as_json)


def _walked(journey: Journey, until: str) -> Journey:
    from foretell.recipe import STAGES
    from foretell.watch import Watch

    stages = STAGES.index(until) + 1 if until in STAGES else 0
    with Watch(journey.lab.progress, stages) as watch:
        journey.watch = watch
        journey.after = lambda stage: watch.say(shown.seal(journey)) if stage == "plan" else None
        journey.go(until)
    return journey


@app.command()
def fit(
    runs: Table,
    form: Annotated[
        str, typer.Option(help="The law: chinchilla.parametric, chinchilla.isoflop, valley, …")
    ] = PARAMETRIC,
    params: Column = None,
    tokens: Column = None,
    flops: Column = None,
    loss: Column = None,
    as_json: Json = False,
) -> None:
    """Fit a scaling law to anybody's table of runs. Needs no torch.

    Example: foretell fit runs.csv --form chinchilla.parametric --json > law.json
    """
    _say(_law_of(runs, form, params=params, tokens=tokens, flops=flops, loss=loss), shown.law, as_json)


def _law_of(runs: Path, form: str, **columns: str | None) -> Law:
    """The law of a table; what was guessed of its columns is told beside the result."""
    from foretell.laws import Fit, fit_table, read_table

    table = read_table(runs, **columns)
    for note in table.notes:
        print(note, file=sys.stderr)
    return fit_table(table, Fit(form=form))


@app.command()
def plan(
    runs: Annotated[
        Path | None, typer.Argument(help="A CSV table of runs. Without it: --law, or published laws.")
    ] = None,
    flops: Annotated[float, typer.Option(help="The budget in training FLOPs, such as 1e21.")] = ...,  # type: ignore[assignment]
    law: Annotated[
        Path | None, typer.Option(help="A law that `foretell fit --json` wrote, instead of a table.")
    ] = None,
    form: Annotated[
        str | None, typer.Option(help="The law to fit to the table, and so the route. Default: chinchilla.parametric.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What a budget buys: parameters, tokens, and a forecast of the loss with its interval. Needs no torch.

    A table whose columns must be named goes through `foretell fit … --json > law.json` and --law.

    Example: foretell plan runs.csv --flops 1e21
    """
    from foretell.lab import Workspace
    from foretell.planning import Budget
    from foretell.planning import plan as plan_for

    if runs and law:
        raise ValueError(f"Give a table ({runs}) or a law (--law {law}), not both.")
    if form and not runs:
        raise ValueError("--form says which law to fit to a table of runs, and no table was given.")
    laws = [_law_in(law)] if law else [_law_of(runs, form or PARAMETRIC)] if runs else []
    budget = Budget(flops=flops, route=laws[0].form if laws else PARAMETRIC)
    _say(plan_for(laws, budget, workspace=Workspace(Path())), shown.plan, as_json)


def _law_in(path: Path) -> Law:
    from foretell.nouns import Law

    try:
        return Law.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"There is no law {path}.") from error
    except ValueError as error:  # neither JSON, nor text, nor a law
        raise ValueError(f"{path} holds no law: make one with `foretell fit RUNS.csv --json > LAW.json`.") from error


@app.command()
def trend(scores: Table, as_json: Json = False) -> None:
    """How each score moves with compute: rises, falls, U-shaped, flat; where it leaves chance. Needs no torch.

    Columns: flops (or params), task, metric, value, error, chance.

    Example: foretell trend scores.csv --json
    """
    from foretell.laws import Trace, read_scores, trend_of

    _say(trend_of(read_scores(scores), Trace()), shown.trends, as_json)


@app.command()
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
        _say({study.name: study.claim for study in studies.all_studies()}, shown.pairs, as_json)
        return
    chosen = studies.find(name)
    from foretell.lab import Lab
    from foretell.recipe import Journey, read_recipe

    with Lab(store, workers) as lab:
        journey = _walked(Journey(read_recipe(recipe), lab, recipe.parent), chosen.until)
        verdict = lab(chosen.verb, *chosen.inputs(journey), name=f"{journey.recipe.name}/study/{name}")
    _say(verdict, shown.verdict, as_json)


@app.command()
def ls(store: Store = STORE, as_json: Json = False) -> None:
    """The named results of a store."""
    _say(_lab(store).names(), shown.pairs, as_json)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name (tiny/corpus), its last part (corpus), or an address.")],
    store: Store = STORE,
    dropped: Annotated[str | None, typer.Option(help="For a corpus: the documents dropped for this reason.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many documents.")] = 20,
    as_json: Json = False,
) -> None:
    """Show a result: its facts, and what it cost.

    Examples: foretell show corpus · foretell show corpus --dropped too_few_stop_words
    """
    from foretell.lab import trainings
    from foretell.nouns import Plan
    from foretell.planning import ahead

    noun = _lab(store).read(name)
    if dropped is not None:
        from foretell.corpus import dropped as dropped_of
        from foretell.nouns import Corpus

        if not isinstance(noun, Corpus):
            raise ValueError(f"{name} is a {type(noun).__name__}; --dropped is for a Corpus.")
        _say(list(islice(dropped_of(noun, dropped), limit)), shown.documents, as_json)
        return
    _say(noun, shown.noun, as_json)
    if isinstance(noun, Plan) and noun.rung and not as_json:
        shown.cost_ahead(ahead(noun.forecast.flops, trainings(_lab(store))))


@app.command()
def why(name: Annotated[str, typer.Argument(help="A name or address.")], store: Store = STORE) -> None:
    """What a result was made from: verb, version, specs, and the addresses of its inputs (always JSON)."""
    from foretell.lab import why as reasons

    print(json.dumps(reasons(_lab(store), name), indent=1, ensure_ascii=False))


@app.command()
def report(recipe: RecipeFile, store: Store = STORE, workers: Workers = None) -> None:
    """Write the page of a finished journey anew, with the verdicts of its studies, and print where it lies."""
    from foretell.lab import Lab
    from foretell.recipe import Journey, read_recipe

    followed = read_recipe(recipe)
    if f"{followed.name}/target" not in _lab(store).names():
        raise ValueError(
            f"{store} holds no finished journey of {recipe}: `foretell run {recipe} --store {store}` first."
        )
    with Lab(store, workers) as lab:
        print(_walked(Journey(followed, lab, recipe.parent), "report").page)


def _lab(store: Path) -> Lab:
    from foretell.lab import Lab

    if not store.is_dir():
        found = "is a file" if store.exists() else "does not exist"
        raise ValueError(f"The store {store} {found}: `foretell run` makes one, or name another with --store.")
    return Lab(store, workers=1)


def _say(value: Any, lines: Any, as_json: bool) -> None:
    """One result on standard output: as JSON, or as the lines that a person reads."""
    if as_json:
        plain = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
        print(json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        lines(value)


def main() -> None:
    """Run a command; a wrong input ends in a sentence on standard error and status 1."""
    try:
        app()
    except KeyboardInterrupt:
        print("\nforetell: stopped. What was finished is kept; the same command goes on from here.", file=sys.stderr)
        sys.exit(130)
    except (ValueError, LookupError, OSError, RuntimeError, ModuleNotFoundError) as error:
        print(f"foretell: {sentence_of(error)}", file=sys.stderr)
        sys.exit(1)
