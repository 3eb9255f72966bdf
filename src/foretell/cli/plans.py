"""Commands that look ahead: what a budget buys, how near its best a famous model was, when the text runs out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foretell import show as shown
from foretell.cli.options import Figures, Json, Page, say
from foretell.cli.tables import PARAMETRIC, law_of, name_of, table_at

if TYPE_CHECKING:
    from foretell.nouns import Law

Runs = Annotated[Path | None, typer.Argument(help="A CSV table of runs. Without it: --law, or published laws.")]
LawFile = Annotated[Path | None, typer.Option(help="A law that `foretell fit --json` wrote, instead of a table.")]
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
    like: Annotated[
        str | None, typer.Option(help="A famous model (chinchilla, gpt-3, llama-13b, …) or `all`: how near its best.")
    ] = None,
    unique_tokens: Annotated[float | None, typer.Option(help="Tokens of text at hand; more means epochs.")] = None,
    serve_tokens: Annotated[float, typer.Option(help="Tokens that the finished model is to serve.")] = 0.0,
    device: Annotated[str, typer.Option(help="Device by name: h100, a100-80gb, tpu-v4, …")] = "h100",
    devices: Annotated[int | None, typer.Option(help="How many of them run at once.")] = None,
    utilisation: Annotated[float | None, typer.Option(help="Measured model FLOPs utilisation, 0 to 1.")] = None,
    price: Annotated[float | None, typer.Option(help="Your price of one device for an hour.")] = None,
    devices_file: Annotated[Path | None, typer.Option(help="A TOML file with devices of your own.")] = None,
    grids_file: Annotated[Path | None, typer.Option(help="A TOML file with grids and sites of your own.")] = None,
    grid: Annotated[str | None, typer.Option(help="Whose electricity it is.")] = None,
    context: Annotated[int, typer.Option(help="Tokens that the model sees at once.")] = 2048,
    law: LawFile = None,
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
    laws = _laws(runs, law, form)
    if like:
        _like(like, laws, as_json)
        return
    asked = {
        "flops": flops,
        "gpu_hours": gpu_hours,
        "money": money,
        "kwh": kwh,
        "days": days,
        "loss": loss,
        "unique_tokens": unique_tokens,
        "serve_tokens": serve_tokens,
        "context": context,
        "device": device,
        "devices": devices,
        "utilisation": utilisation,
        "price_per_hour": price,
        "devices_file": devices_file,
        "grids_file": grids_file,
        **({"grid": grid} if grid else {}),
    }
    _propose(laws, asked, page, figures, as_json)


def _laws(runs: Path | None, law: Path | None, form: str | None) -> list[Law]:
    """The law of a file, or of a table; none where neither is given."""
    if runs and law:
        raise ValueError(f"Give a table ({runs}) or a law (--law {law}), not both.")
    is_of_law = law and form and form.endswith(".py")  # a saved law of somebody's own needs the file that it came from
    if form and not runs and not is_of_law:
        raise ValueError("--form says which law to fit to a table of runs, and no table was given.")
    name = name_of(form or PARAMETRIC)
    return [_law_in(law)] if law else [law_of(table_at(runs), name)] if runs else []


def _propose(
    laws: Sequence[Law], asked: dict[str, Any], page: Path | None, figures: Path | None, as_json: bool
) -> None:
    from foretell.planning import Ask, propose

    proposal = propose(laws, Ask(**asked))
    if page or figures:
        from foretell.report.plan_page import plan_figures, plan_page

        if page:
            plan_page(proposal, laws, page, _models())
        if figures:
            plan_figures(proposal, laws, figures, _models())
    say(proposal, shown.proposal, as_json)


def _models() -> list[tuple[str, float, float]]:
    """The famous models: name, parameters, FLOPs."""
    from foretell.planning import famous

    return [(model.title, model.params, model.six_nd) for model in famous().values()]


def _like(name: str, laws: Sequence[Law], as_json: bool) -> None:
    from foretell.laws.kaplan_published import kaplan_laws
    from foretell.planning import all_likenesses, published_laws
    from foretell.planning import like as likeness

    known = [*laws, *published_laws(), *kaplan_laws()]
    found = all_likenesses(known) if name == "all" else [likeness(name, known)]
    if as_json:
        say([each.model_dump(mode="json") for each in found], shown.likenesses, as_json)
    else:
        shown.likenesses(found)


def _law_in(path: Path) -> Law:
    from foretell.nouns import Law

    try:
        return Law.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"There is no law {path}.") from error
    except ValueError as error:  # neither JSON, nor text, nor a law
        raise ValueError(f"{path} holds no law: make one with `foretell fit RUNS.csv --json > LAW.json`.") from error


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

        if page:
            stock_page(found, page)
        if figures:
            stock_figures(found, figures)
    say(found, shown.stock, as_json)
