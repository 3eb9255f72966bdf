"""Commands that look ahead: what a budget buys, how near its best a famous model was, when the text runs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foretell import show as shown
from foretell.cli import asking, columns
from foretell.cli.columns import Reading, table_at
from foretell.cli.given import refuse, refuse_all_but
from foretell.cli.options import Figures, Json, Page, draw, say
from foretell.cli.saved import curve_in, law_in
from foretell.cli.tables import PARAMETRIC, famous_models, law_of, name_of
from foretell.cli.targets import check_targets

if TYPE_CHECKING:
    from foretell.nouns import Law

COLUMNS = ("params_column", "tokens_column", "flops_column", "loss_column", "best", "last")
SERVING = ("prefill_utilisation", "decoding_utilisation", "serving_device")


def plan(
    call: typer.Context,
    runs: asking.Runs = None,
    flops: asking.Flops = None,
    gpu_hours: asking.GpuHours = None,
    money: asking.Money = None,
    kwh: asking.Kwh = None,
    days: asking.Days = None,
    loss: asking.Loss = None,
    accuracy: asking.Accuracy = None,
    like: asking.Like = None,
    unique_tokens: asking.UniqueTokens = None,
    serve_tokens: asking.ServeTokens = 0.0,
    written_tokens: asking.WrittenTokens = 0.0,
    prefill_utilisation: asking.ReadingUtilisation = None,
    decoding_utilisation: asking.WritingUtilisation = None,
    serving_device: asking.ServingDevice = None,
    device: asking.Device = None,
    devices: asking.Devices = None,
    precision: asking.Precision = None,
    utilisation: asking.Utilisation = None,
    price_per_hour: asking.Price = None,
    grid: asking.Grid = None,
    site: asking.Site = None,
    devices_file: asking.DevicesFile = None,
    grids_file: asking.GridsFile = None,
    law_file: asking.LawFile = None,
    form: asking.Route = None,
    downstream: asking.Downstream = None,
    count: asking.Count = None,
    vocabulary: asking.Vocabulary = None,
    context: asking.Context = None,
    narrow: asking.Narrow = None,
    seed: asking.Seed = None,
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
    """What a budget buys: size, tokens, shape, rates, cost and a loss, each with its interval. Needs no torch.

    Examples: foretell plan runs.csv --flops 1e21 · foretell plan --money 50000 --page plan.html ·
    foretell plan --like gopher
    """
    given = locals()  # every option that is a field of the question goes into it by its name
    _check(call, given)
    check_targets(page, figures, [runs, law_file, downstream, devices_file, grids_file])
    reading = Reading(params_column, tokens_column, flops_column, loss_column, best, last)
    laws = _laws(runs, reading, law_file, form)
    if like:
        _like(like, laws, as_json)
        return
    _propose(laws, given, downstream, page, figures, as_json)


def _check(call: typer.Context, given: Mapping[str, Any]) -> None:
    """Refuse what would be ignored: beside --like, without a table, and where nothing is served."""
    if given["like"]:
        used = ("like", "runs", "law_file", "form", *COLUMNS, "as_json")
        refuse_all_but(call, used, "--like prints a table of a model that was trained")
    if not given["runs"]:
        refuse(call, COLUMNS, "There is no table of runs to read")
    if not given["serve_tokens"]:
        refuse(call, SERVING, "Without --serve-tokens nothing is served")


def _laws(runs: Path | None, reading: Reading, law: Path | None, form: str | None) -> list[Law]:
    """The law of a file, or of a table; none where neither is given."""
    if runs and law:
        raise ValueError(f"Give a table ({runs}) or a law (--law {law}), not both.")
    is_of_law = law and form and form.endswith(".py")  # a saved law of somebody's own needs the file that it came from
    if form and not runs and not is_of_law:
        raise ValueError("--form says which law to fit to a table of runs, and no table was given.")
    name = name_of(form or PARAMETRIC)
    return [law_in(law)] if law else [law_of(table_at(runs, reading), name)] if runs else []


def _propose(
    laws: Sequence[Law],
    given: Mapping[str, Any],
    downstream: Path | None,
    page: Path | None,
    figures: Path | None,
    as_json: bool,
) -> None:
    from foretell.planning import Ask, propose

    asked = {name: given[name] for name in Ask.model_fields if given.get(name) is not None}
    curve = curve_in(downstream) if downstream else None
    proposal = propose(laws, Ask(**asked), curve)
    if page or figures:
        from foretell.report.plan_page import plan_figures, plan_page

        models = famous_models()
        draw(
            page,
            figures,
            lambda path: plan_page(proposal, laws, path, models),
            lambda folder: plan_figures(proposal, laws, folder, models),
        )
    say(proposal, shown.proposal, as_json)


def _like(name: str, laws: Sequence[Law], as_json: bool) -> None:
    from foretell.laws.published.kaplan_laws import kaplan_laws
    from foretell.planning import all_likenesses, published_laws
    from foretell.planning import like as likeness

    known = [*laws, *published_laws(), *kaplan_laws()]
    found = all_likenesses(known) if name == "all" else [likeness(name, known)]
    if as_json:
        say([each.model_dump(mode="json") for each in found], shown.likenesses, as_json)
    else:
        shown.likenesses(found)


def stock(
    version: Annotated[str, typer.Option(help="The estimate of 2024, of 2022, or 2022-high-quality.")] = "2024",
    overtraining: Annotated[float, typer.Option(help="Times Chinchilla's tokens a parameter.")] = 1.0,
    history: Annotated[Path | None, typer.Option(help="A CSV of trained models: date, dataset, comp.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """How much text there is, how much training asks for, and when the one meets the other (Villalobos et al.).

    Example: foretell stock --overtraining 5 --page stock.html
    """
    from foretell.laws import TextStock, text_stock

    check_targets(page, figures, [history])
    spec: dict[str, Any] = {"version": version, "overtraining": overtraining, "seed": seed}
    found = text_stock(TextStock(**spec), history)
    if page or figures:
        from foretell.report.stock_page import stock_figures, stock_page

        draw(page, figures, partial(stock_page, found), partial(stock_figures, found))
    say(found, shown.stock, as_json)
