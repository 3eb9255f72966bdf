"""Commands over anybody's tables, without torch: fit, trend."""

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
    best: Annotated[
        bool, typer.Option("--best", help="Of runs of one size and data keep the lowest loss: a sweep of rates.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(help="Write the law's picture over the table as one offline page, and its .svg.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fit a scaling law to anybody's table of runs. Needs no torch.

    Examples: foretell fit runs.csv --form chinchilla.isoflop --page law.html · foretell fit runs.csv --json > law.json
    """
    table = table_at(runs, params, tokens, flops, loss, best)
    if _is_curve(form):
        from foretell.laws import Fit, fit_curve

        say(fit_curve(table, Fit(form=form)), shown.curve, as_json)
        return
    law = law_of(table, form)
    if page:
        from foretell.report.law_page import law_page

        law_page(law, table, page)
    say(law, shown.law, as_json)


def _is_curve(form: str) -> bool:
    from foretell.laws.forms import CURVES

    return form in CURVES


def table_at(
    path: Path,
    params: str | None = None,
    tokens: str | None = None,
    flops: str | None = None,
    loss: str | None = None,
    best: bool = False,
) -> Runs:
    """A table of runs; what was guessed of its columns is told beside the result."""
    from foretell.laws import read_table

    table = read_table(path, params, tokens, flops, loss, best=best)
    for note in table.notes:
        print(note, file=sys.stderr)
    return table


def law_of(table: Runs, form: str) -> Law:
    from foretell.laws import Fit, fit_table

    return fit_table(table, Fit(form=form))


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
