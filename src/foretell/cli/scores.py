"""Commands over anybody's scores, without torch: trend, observe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from foretell import show as shown
from foretell.cli.options import Figures, Json, Page, Table, draw, say
from foretell.cli.targets import check_targets

COMPONENTS = 3  # of Ruan et al. 2024, where there are so many benchmarks
COLUMNS, FITTED, ASKED = "Columns of the table", "How it is fitted", "What is asked"

Models = Annotated[Path, typer.Argument(help="A CSV table, a row a model: name, benchmark scores, family, FLOPs.")]
Target = Annotated[str, typer.Option(help="Column of the task's score, a share from 0 to 1.")]
Tasks = Annotated[Path | None, typer.Option(help="Another table that holds the target, beside the same models' names.")]
Benchmarks = Annotated[
    list[str] | None,
    typer.Option("--benchmark", help="A benchmark; again for each. Default: all shares.", rich_help_panel=COLUMNS),
]
ModelColumn = Annotated[
    str | None,
    typer.Option("--model", help="The models' names, in both tables. Default: guessed.", rich_help_panel=COLUMNS),
]
FamilyColumn = Annotated[
    str | None, typer.Option("--family", help="Their families. Default: guessed.", rich_help_panel=COLUMNS)
]
FlopsColumn = Annotated[
    str | None, typer.Option("--flops", help="Their training FLOPs. Default: guessed.", rich_help_panel=COLUMNS)
]
Components = Annotated[
    int | None,
    typer.Option(help="Principal components that stand for capability. Default: 3.", rich_help_panel=FITTED),
]
Chance = Annotated[float, typer.Option(help="The target's score of blind guessing.", rich_help_panel=FITTED)]
Impute = Annotated[
    bool, typer.Option("--impute", help="Fill in missing scores; else such models stay out.", rich_help_panel=FITTED)
]
Below = Annotated[
    float | None,
    typer.Option(help="Compute of the back-test's cut. Default: two thirds lie below.", rich_help_panel=FITTED),
]
Seed = Annotated[int, typer.Option(help="Seed of the draws.", rich_help_panel=FITTED)]
Compute = Annotated[
    float | None, typer.Option(help="Training FLOPs: what would each family score there?", rich_help_panel=ASKED)
]
Of = Annotated[list[str] | None, typer.Option("--of", help="Only this family; again for each.", rich_help_panel=ASKED)]


def trend(scores: Table, as_json: Json = False) -> None:
    """How each score moves with compute: rises, falls, U-shaped, flat; where it leaves chance. Needs no torch.

    Columns: flops (or params), task, metric, value, error, chance.

    Example: foretell trend scores.csv --json
    """
    from foretell.laws import Trace, read_scores, trend_of

    table = read_scores(scores)
    for note in table.notes:
        print(note, file=sys.stderr)
    say(trend_of(table, Trace()), shown.trends, as_json)


def observe(
    models: Models,
    target: Target,
    tasks: Tasks = None,
    benchmark: Benchmarks = None,
    model: ModelColumn = None,
    family: FamilyColumn = None,
    flops: FlopsColumn = None,
    components: Components = None,
    chance: Chance = 0.0,
    impute: Impute = False,
    below: Below = None,
    seed: Seed = 0,
    compute: Compute = None,
    of: Of = None,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """What models that others trained say of a task: benchmarks → capability → score, and compute → capability.

    The observational laws of Ruan et al. 2024. Needs no torch.

    Examples: foretell observe models.csv --target GSM8K --compute 1e24 ·
    foretell observe models.csv --target arithmetic --tasks tasks.csv --page observed.html
    """
    from foretell.laws.abilities import Observe, asked, read_model_scores, target_of
    from foretell.laws.abilities import observe as observed

    check_targets(page, figures, [models, tasks])
    if of and compute is None:
        raise ValueError("--of says which family to follow, and nothing was asked: give a --compute in FLOPs.")
    named = _benchmarks(models, target, tasks, benchmark, [name for name in (model, family, flops) if name])
    table = read_model_scores(models, named, model, family, flops)
    y = target_of(table, read_model_scores(tasks or models, [target], model))
    spec = Observe(
        target=target,
        components=min(COMPONENTS, len(named)) if components is None else components,
        chance=chance,
        impute=impute,
        below=below,
        seed=seed,
    )
    found = observed(table, y, spec)
    if compute is not None:
        found = asked(found, compute, of or ())
    if page or figures:
        from foretell.report.observe_page import observe_figures, observe_page

        draw(page, figures, partial(observe_page, found, table, y), partial(observe_figures, found, table, y))
    say(found, shown.observation, as_json)


def _benchmarks(
    models: Path, target: str, tasks: Path | None, named: Sequence[str] | None, columns: Sequence[str]
) -> Sequence[str]:
    """The columns that are named, or else all that hold shares; what was taken is told beside the result."""
    from foretell.laws.abilities import score_columns

    if named:
        if not tasks and target.lower() in map(str.lower, named):
            raise ValueError(f"{target!r} is the target, and tells itself: leave it out of the benchmarks.")
        return tuple(dict.fromkeys(named))
    found, others = score_columns(models, (*columns, *(() if tasks else (target,))))
    left = f"; left: {', '.join(others)} (beyond 0 to 1)" if others else ""
    print(f"Read: {target} from {tasks or models}; benchmarks {', '.join(found)}{left}.", file=sys.stderr)
    return found
