"""Commands over anybody's tables of runs, without torch: fit, approaches."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foretell import show as shown
from foretell.cli import columns
from foretell.cli.columns import Reading, table_at
from foretell.cli.given import refuse
from foretell.cli.options import Figures, Json, Page, Table, draw, say
from foretell.cli.targets import check_targets

if TYPE_CHECKING:
    from foretell.laws import Table as Runs
    from foretell.nouns import Law

PARAMETRIC = "chinchilla.parametric"


def fit(
    call: typer.Context,
    runs: Table,
    form: Annotated[
        str,
        typer.Option(
            help="A law (chinchilla.parametric, kaplan, valley, …), a curve (kaplan.size, …) or your own: law.py"
        ),
    ] = PARAMETRIC,
    params: columns.Params = None,
    tokens: columns.Tokens = None,
    flops: columns.FlopsOfFit = None,
    loss: columns.LossOfFit = None,
    best: columns.Best = False,
    last: columns.Last = False,
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
    check_targets(page, figures, [runs])
    form, reading = name_of(form), Reading(params, tokens, flops, loss, best, last)
    if _is_curve(form):
        _fit_curve(runs, form, target, reading, page, figures, as_json)
        return
    refuse(call, ["target"], f"{form} foretells the loss")
    table = table_at(runs, reading)
    law = law_of(table, form)
    if page or figures:
        from foretell.report.law_page import law_figures, law_page

        draw(page, figures, partial(law_page, law, table), partial(law_figures, law, table))
    say(law, shown.law, as_json)


def _fit_curve(
    runs: Path,
    form: str,
    target: str | None,
    reading: Reading,
    page: Path | None,
    figures: Path | None,
    as_json: bool,
) -> None:
    from foretell.laws import Fit, curve_table, fit_curve, further_columns
    from foretell.laws.forms import curve_named
    from foretell.watch import Line

    known = curve_named(form)
    table = curve_table(table_at(runs, reading, further_columns(known, target)), known, target)
    with Line(form) as line:
        curve = fit_curve(table, Fit(form=form), tell=line)
    if page or figures:
        from foretell.report.curve_page import curve_figures, curve_page

        draw(page, figures, partial(curve_page, curve, table), partial(curve_figures, curve, table))
    say(curve, shown.curve, as_json)


def approaches(
    runs: Table,
    flops: Annotated[float, typer.Option(help="The budget that all three are asked for: Gopher's.")] = 5.76e23,
    params_column: columns.Params = None,
    tokens_column: columns.Tokens = None,
    flops_column: columns.Flops = None,
    loss_column: columns.Loss = None,
    best: columns.Best = False,
    last: columns.Last = False,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """Envelope, IsoFLOP and parametric law side by side: do the three approaches of Chinchilla agree? Needs no torch.

    Example: foretell approaches runs.csv --flops 1e21 --page approaches.html
    """
    from foretell.laws import three_approaches
    from foretell.watch import Line

    check_targets(page, figures, [runs])
    table = table_at(runs, Reading(params_column, tokens_column, flops_column, loss_column, best, last))
    with Line("three approaches") as line:
        found = three_approaches(table, flops, tell=line)
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


def famous_models() -> list[tuple[str, float, float]]:
    """The field's own models: name, parameters, FLOPs."""
    from foretell.planning import famous

    return [(model.title, model.params, model.six_nd) for model in famous().values()]


def law_of(table: Runs, form: str) -> Law:
    """The law of a table; how far its fit is shows on a terminal, where it lasts."""
    from foretell.laws import Fit, fit_table
    from foretell.watch import Line

    with Line(form) as line:
        return fit_table(table, Fit(form=form), tell=line)
