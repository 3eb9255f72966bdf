"""Commands over anybody's tables, without torch: fit, approaches, trend."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli.options import Column, Figures, Json, Page, Table, draw, say

if TYPE_CHECKING:
    from foretell.laws import Table as Runs
    from foretell.nouns import Law

PARAMETRIC = "chinchilla.parametric"


def fit(
    runs: Table,
    form: Annotated[
        str,
        typer.Option(
            help="A law (chinchilla.parametric, kaplan, valley, …), a curve (kaplan.size, …) or your own: law.py"
        ),
    ] = PARAMETRIC,
    params: Column = None,
    tokens: Column = None,
    flops: Column = None,
    loss: Column = None,
    best: Annotated[
        bool, typer.Option("--best", help="Of runs of one size and data keep the lowest loss: a sweep of rates.")
    ] = False,
    target: Annotated[
        str | None, typer.Option(help="Of a curve: the column of what it foretells, such as an accuracy.")
    ] = None,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """Fit a scaling law to anybody's table of runs. Needs no torch.

    Examples: foretell fit runs.csv --form chinchilla.isoflop --page law.html · foretell fit runs.csv --json > law.json
    """
    form = name_of(form)
    if _is_curve(form):
        columns = {"params": params, "tokens": tokens, "flops": flops, "loss": loss}
        _fit_curve(runs, form, target, columns, best, page, figures, as_json)
        return
    table = table_at(runs, params, tokens, flops, loss, best)
    law = law_of(table, form)
    if page or figures:
        from foretell.report.law_page import law_figures, law_page

        draw(page, figures, partial(law_page, law, table), partial(law_figures, law, table))
    say(law, shown.law, as_json)


def _fit_curve(
    runs: Path,
    form: str,
    target: str | None,
    columns: dict[str, str | None],
    best: bool,
    page: Path | None,
    figures: Path | None,
    as_json: bool,
) -> None:
    from foretell.laws import Fit, curve_table, fit_curve, further_columns
    from foretell.laws.forms import curve_named

    known = curve_named(form)
    table = curve_table(table_at(runs, **columns, best=best, also=further_columns(known, target)), known, target)
    curve = fit_curve(table, Fit(form=form))
    if page or figures:
        from foretell.report.curve_page import curve_figures, curve_page

        draw(page, figures, partial(curve_page, curve, table), partial(curve_figures, curve, table))
    say(curve, shown.curve, as_json)


def approaches(
    runs: Table,
    flops: Annotated[float, typer.Option(help="The budget that all three are asked for: Gopher's.")] = 5.76e23,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """Envelope, IsoFLOP and parametric law side by side: do the three approaches of Chinchilla agree? Needs no torch.

    Example: foretell approaches runs.csv --flops 1e21 --page approaches.html
    """
    from foretell.laws import three_approaches

    found = three_approaches(table_at(runs), flops)
    if page or figures:
        from foretell.report.approaches_page import approaches_figures, approaches_page

        laws, models = [each.law for each in found.approaches if each.law], famous_models()
        refused = [(each.form, each.refused) for each in found.approaches if each.refused]
        draw(
            page,
            figures,
            lambda path: approaches_page(laws, path, models, flops, refused),
            lambda folder: approaches_figures(laws, folder, models),
        )
    say(found, shown.three_approaches, as_json)


def _is_curve(form: str) -> bool:
    from foretell.laws.forms import is_curve

    return is_curve(form)


def name_of(form: str) -> str:
    """The name of a law; a Python file's law is loaded, and has the file's name."""
    if not form.endswith(".py"):
        return form
    from foretell.laws.forms.own import own

    own(form)
    return Path(form).name


def table_at(
    path: Path,
    params: str | None = None,
    tokens: str | None = None,
    flops: str | None = None,
    loss: str | None = None,
    best: bool = False,
    also: Sequence[str] = (),
) -> Runs:
    """A table of runs; what was guessed of its columns is told beside the result."""
    from foretell.laws import read_table

    table = read_table(path, params, tokens, flops, loss, also=also, best=best)
    for note in table.notes:
        print(note, file=sys.stderr)
    return table


def famous_models() -> list[tuple[str, float, float]]:
    """The field's own models: name, parameters, FLOPs."""
    from foretell.planning import famous

    return [(model.title, model.params, model.six_nd) for model in famous().values()]


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
