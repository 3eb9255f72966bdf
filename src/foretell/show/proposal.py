"""What looks ahead, as a person reads it: a proposal, the famous models beside the laws, the stock of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foretell.nouns import Figure, Option, Proposal, Stock
from foretell.planning import Likeness
from foretell.show.digits import ends, given, number, span
from foretell.show.lines import out, table, warn

FIRST = ("flops", "params", "tokens", "epochs", "loss", "accuracy", "hours", "kwh", "kg_co2", "money")  # rows in order


def proposal(value: Proposal) -> None:
    """The options side by side, the proposed one first; what further gains cost, and which runs to buy next."""
    out.print(
        f"asked: {', '.join(f'{name} {given(told)}' for name, told in value.asked.items())}; answered by {value.law}\n"
    )
    first = value.options[0]
    table(first.name, ("", "value", "80 % interval or range", "unit"), list(_figures(first)))
    out.print(_built(first))
    out.print("--page and --json say where each figure comes from")
    if value.options[1:]:
        out.print()
        heads = ("beside it", "params", "tokens", "FLOPs", "loss", "hours", "money")
        table("", heads, [_row(option) for option in value.options])
    if value.further:
        out.print()
        rows = [(each.gain, f"{each.loss:.4g}" if each.loss else "", *_price(each.flops)) for each in value.further]
        table("what more would cost", ("gain", "loss", "FLOPs", "80 % interval"), rows)
    if value.next_runs:
        out.print()
        runs = [(f"{r.params:.3g}", f"{r.tokens:.3g}", f"{r.flops:.3g}", f"{r.narrowed:.0%}") for r in value.next_runs]
        table("runs to buy next", ("params", "tokens", "FLOPs", "narrows the interval by"), runs)
    warn((*value.warnings, *first.warnings))


def _figures(option: Option) -> Iterator[tuple[str, ...]]:
    names = [name for name in FIRST if name in option.figures]
    for name in [*names, *(name for name in option.figures if name not in FIRST)]:
        found = option.figures[name]
        yield name, number(found.centre, found), _between(found), _unit(found)


def _between(found: Figure) -> str:
    """The interval, its upper end left out where too many draws say that it never comes."""
    if found.is_open:
        return f"at least {number(found.low, found)}; never in {found.never:.0%} of draws"
    return ends(found) if found.low < found.high else ""


def _unit(found: Figure) -> str:
    """The unit, and what the range is for, where that is an assumption and no interval."""
    return f"{found.unit}, for {found.assumed}" if found.assumed else found.unit


def _built(option: Option) -> str:
    """The shape and the schedule, in a line each."""
    shape = option.shape
    told = []
    if shape:
        told.append(
            f"shape     {shape.layers} layers of width {shape.width}, {shape.heads} heads of {shape.head_width}, "
            f"feed-forward {shape.feed_forward}, vocabulary {shape.vocabulary}, context {shape.context}"
        )
    if option.schedule:
        told.append(f"schedule  {option.schedule}")
    beyond = [f"{name} × {factor:.3g}" for name, factor in option.extrapolated.items()]
    if beyond:
        told.append(f"beyond the law's runs: {', '.join(beyond)}")
    return "\n".join(told)


def _row(option: Option) -> tuple[str, ...]:
    return (option.name, *(_centre(option, name) for name in ("params", "tokens", "flops", "loss", "hours", "money")))


def _centre(option: Option, name: str) -> str:
    return number(option.figures[name].centre) if name in option.figures else ""


def _price(flops: Figure | None) -> tuple[str, str]:
    return (number(flops.centre, flops), _between(flops)) if flops else ("never", "")


def likenesses(found: Sequence[Likeness]) -> None:
    """Each famous model beside what every law says that its budget should have bought."""
    heads = ("model", "tokens a param", "law", "N*", "D*", "loss", "at best", "above best", "budget over need")
    rows = [
        (
            *(each.model.title, f"{each.tokens_per_param:.3g}", said.law),
            *(f"{said.params.centre:.3g}", f"{said.tokens.centre:.3g}", f"{said.loss.centre:.4f}"),
            *(f"{said.best_loss.centre:.4f}", f"{said.loss_percent:.2f} %", f"{said.compute_factor:.2f} ×"),
        )
        for each in found
        for said in each.said
    ]
    table("", heads, rows)
    for each in found:
        warn(each.silent, each.name)


def stock(value: Stock) -> None:
    """Text there is and text asked for, by year, and when the one meets the other."""
    rows = [
        (f"{year:.0f}", f"{there:.3g}", f"{asked:.3g}")
        for year, there, asked in zip(value.stock.years, value.stock.centre, value.demand.centre, strict=True)
        if year % 5 == 0 or year == value.stock.years[0]
    ]
    table(f"{value.version}: medians", ("year", f"there is ({value.stock.unit})", "training asks for"), rows)
    met = (
        f"{number(value.used_up.centre, value.used_up)}, {span(value.used_up)}"
        if value.used_up
        else "not in half of the draws"
    )
    out.print(f"used up: {met}; never, within these years: {value.never:.0%}")
    out.print(f"published: {value.published}\nsource: {value.source}")
    for name, told in value.inputs.items():
        out.print(f"  {name}: {told}")
