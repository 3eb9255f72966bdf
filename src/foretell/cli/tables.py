"""Commands over anybody's tables, without torch: fit, plan, trend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli.options import Column, Json, Table, say

if TYPE_CHECKING:
    from foretell.laws import Table as Runs
    from foretell.nouns import Law

PARAMETRIC = "chinchilla.parametric"


def fit(
    runs: Table,
    form: Annotated[
        str, typer.Option(help="The law: chinchilla.parametric, chinchilla.isoflop, valley, …")
    ] = PARAMETRIC,
    params: Column = None,
    tokens: Column = None,
    flops: Column = None,
    loss: Column = None,
    page: Annotated[
        Path | None, typer.Option(help="Write the law's picture over the table as one offline page, and its .svg.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fit a scaling law to anybody's table of runs. Needs no torch.

    Examples: foretell fit runs.csv --form chinchilla.isoflop --page law.html · foretell fit runs.csv --json > law.json
    """
    law, table = _law_of(runs, form, params=params, tokens=tokens, flops=flops, loss=loss)
    if page:
        from foretell.report.law_page import law_page

        law_page(law, table, page)
    say(law, shown.law, as_json)


def _law_of(runs: Path, form: str, **columns: str | None) -> tuple[Law, Runs]:
    """The law of a table, and the table; what was guessed of its columns is told beside the result."""
    from foretell.laws import Fit, fit_table, read_table

    table = read_table(runs, **columns)
    for note in table.notes:
        print(note, file=sys.stderr)
    return fit_table(table, Fit(form=form)), table


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
    laws = [_law_in(law)] if law else [_law_of(runs, form or PARAMETRIC)[0]] if runs else []
    budget = Budget(flops=flops, route=laws[0].form if laws else PARAMETRIC)
    say(plan_for(laws, budget, workspace=Workspace(Path())), shown.plan, as_json)


def _law_in(path: Path) -> Law:
    from foretell.nouns import Law

    try:
        return Law.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"There is no law {path}.") from error
    except ValueError as error:  # neither JSON, nor text, nor a law
        raise ValueError(f"{path} holds no law: make one with `foretell fit RUNS.csv --json > LAW.json`.") from error


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
