"""Commands that look ahead: what a budget buys, how near its best a famous model was, when the text runs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foretell import show as shown
from foretell.cli.options import Figures, Json, Page, draw, say
from foretell.cli.tables import PARAMETRIC, famous_models, law_of, name_of, table_at

if TYPE_CHECKING:
    from foretell.nouns import Fitted, Law

Runs = Annotated[Path | None, typer.Argument(help="A CSV table of runs. Without it: --law, or published laws.")]
Price = Annotated[float | None, typer.Option("--price", help="Your price of one device for an hour.")]
Downstream = Annotated[
    Path | None, typer.Option(help="A curve of accuracy over the law's loss, that `foretell fit --json` wrote.")
]
LawFile = Annotated[
    Path | None, typer.Option("--law", help="A law that `foretell fit --json` wrote, instead of a table.")
]
Route = Annotated[
    str | None, typer.Option(help="The law to fit to the table, and so the route. Default: chinchilla.parametric.")
]


def plan(
    runs: Runs = None,
    flops: Annotated[float | None, typer.Option(help="The budget in training FLOPs, such as 1e21.")] = None,
    gpu_hours: Annotated[float | None, typer.Option(help="The budget in hours of one --device.")] = None,
    money: Annotated[float | None, typer.Option(help="The budget in money, at the device's price.")] = None,
    kwh: Annotated[float | None, typer.Option(help="The budget in kWh of the whole site.")] = None,
    days: Annotated[float | None, typer.Option(help="The budget in days of all the --devices.")] = None,
    loss: Annotated[float | None, typer.Option(help="No budget but a wanted loss: what it takes.")] = None,
    accuracy: Annotated[float | None, typer.Option(help="The same for an accuracy, 0 to 1, with --downstream.")] = None,
    downstream: Downstream = None,
    like: Annotated[
        str | None, typer.Option(help="A famous model (chinchilla, gpt-3, llama-13b, …) or `all`: how near its best.")
    ] = None,
    unique_tokens: Annotated[float | None, typer.Option(help="Tokens of text at hand; more means epochs.")] = None,
    serve_tokens: Annotated[float, typer.Option(help="Tokens that the finished model is to serve.")] = 0.0,
    device: Annotated[str, typer.Option(help="Device by name: h100, a100-80, tpu-v4, …")] = "h100",
    devices: Annotated[int | None, typer.Option(help="How many of them run at once.")] = None,
    utilisation: Annotated[float | None, typer.Option(help="Measured model FLOPs utilisation, 0 to 1.")] = None,
    price_per_hour: Price = None,
    devices_file: Annotated[Path | None, typer.Option(help="A TOML file with devices of your own.")] = None,
    grids_file: Annotated[Path | None, typer.Option(help="A TOML file with grids and sites of your own.")] = None,
    grid: Annotated[str | None, typer.Option(help="Whose electricity it is.")] = None,
    context: Annotated[int, typer.Option(help="Tokens that the model sees at once.")] = 2048,
    law_file: LawFile = None,
    form: Route = None,
    page: Page = None,
    figures: Figures = None,
    as_json: Json = False,
) -> None:
    """What a budget buys: size, tokens, shape, rates, cost and a loss, each with its interval. Needs no torch.

    A table whose columns must be named goes through `foretell fit … --json > law.json` and --law.

    Examples: foretell plan runs.csv --flops 1e21 · foretell plan --money 50000 --page plan.html ·
    foretell plan --like gopher
    """
    given = locals()  # every option that is a field of the question goes into it by its name
    laws = _laws(runs, law_file, form)
    if like:
        _like(like, laws, as_json)
        return
    _propose(laws, given, downstream, page, figures, as_json)


def _laws(runs: Path | None, law: Path | None, form: str | None) -> list[Law]:
    """The law of a file, or of a table; none where neither is given."""
    from foretell.nouns import Law

    if runs and law:
        raise ValueError(f"Give a table ({runs}) or a law (--law {law}), not both.")
    is_of_law = law and form and form.endswith(".py")  # a saved law of somebody's own needs the file that it came from
    if form and not runs and not is_of_law:
        raise ValueError("--form says which law to fit to a table of runs, and no table was given.")
    name = name_of(form or PARAMETRIC)
    return [_read(law, Law, "law")] if law else [law_of(table_at(runs), name)] if runs else []


def _propose(
    laws: Sequence[Law],
    given: Mapping[str, Any],
    downstream: Path | None,
    page: Path | None,
    figures: Path | None,
    as_json: bool,
) -> None:
    from foretell.nouns import Curve
    from foretell.planning import Ask, propose

    asked = {name: given[name] for name in Ask.model_fields if given.get(name) is not None}
    curve = _read(downstream, Curve, "curve") if downstream else None
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


def _read(path: Path, noun: type[Fitted], what: str) -> Any:
    """A law or a curve that `foretell fit --json` wrote."""
    try:
        return noun.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"There is no {what} {path}.") from error
    except ValueError as error:  # neither JSON, nor text, nor a law
        made = f"`foretell fit RUNS.csv --json > {what.upper()}.json`"
        raise ValueError(f"{path} holds no {what}: make one with {made}.") from error


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

    spec: dict[str, Any] = {"version": version, "overtraining": overtraining, "seed": seed}
    found = text_stock(TextStock(**spec), history)
    if page or figures:
        from foretell.report.stock_page import stock_figures, stock_page

        draw(page, figures, partial(stock_page, found), partial(stock_figures, found))
    say(found, shown.stock, as_json)
