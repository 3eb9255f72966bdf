"""The tables of a plan: options side by side, further gains, next runs, and the source of every figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from foretell.nouns import Further, Proposal
from foretell.nouns.proposal import Figure
from foretell.report.markup import Html, join, table, tag
from foretell.report.ranges import centre, spanned
from foretell.report.records import cite
from foretell.report.wording import amount, number, share, times

NUMBER = re.compile(r"\d[\d.,]*(e[+-]?\d+)?")
# Units that the row's name says.
SAID = {"", "parameters", "tokens", "flops", "loss", "devices", "hours", "kwh", "kg co2e", "steps", "bytes"} | {
    "tokens per parameter",
    "share of items",
}
COSTS = ("money", "kwh", "kg_co2")  # of a further gain; device hours go along with them


def options(proposal: Proposal) -> Html:
    """A row for each figure, a column for each option; the first is the one proposed."""
    names = list(dict.fromkeys(name for option in proposal.options for name in option.figures))
    head = ("figure", *(_column_head(option.name, i == 0) for i, option in enumerate(proposal.options)))
    rows = [
        (_row_head(proposal, name), *(shown(proposal, name, option.figures.get(name)) for option in proposal.options))
        for name in names
    ]
    how = "Below each number stands its 80 % interval, or what it is for the utilisation that is assumed; "
    return join(
        tag("p", how, "pointed at, it tells its source. All sources stand in a table below."), table(head, rows)
    )


def _column_head(name: str, is_proposed: bool) -> Html:
    """A law's name may be broken after its dots, so that its column is no wider than its numbers."""
    parts = name.split(".")
    broken = (join(part, ".", Html("<wbr>")) for part in parts[:-1])
    return join(*broken, parts[-1], " (proposed)" if is_proposed else "")


def _row_head(proposal: Proposal, name: str) -> Html:
    """The figure's name, its unit where the name does not say it, and an assumption that its range is of."""
    found = next(option.figures[name] for option in proposal.options if name in option.figures)
    unit = found.unit.split(",")[0]
    parts = ("" if unit.lower() in SAID else unit, f"for {found.assumed}" if found.assumed else "")
    below = ", ".join(filter(None, parts))
    return join(said(name), tag("span", below, class_="ends") if below else "")


def shown(proposal: Proposal, name: str, found: Figure | None) -> Html:
    """A number with its range below it; its source where it is pointed at."""
    if found is None:
        return Html("—")
    number, span = centre(found, digits_of(name)), spanned(found, digits_of(name))
    below = tag("span", span, class_="ends") if span else Html("")
    return tag("span", cite(proposal, number), below, title=f"{found.unit}; from: {found.source}")


def digits_of(name: str) -> int:
    """Options differ by little in loss and accuracy."""
    return 4 if name in ("loss", "accuracy") else 3


def said(name: str) -> str:
    """The name of a figure in words."""
    return (
        name.replace("_", " ")
        .replace("flops", "FLOPs")
        .replace("kwh", "kWh")
        .replace("co2", "CO₂")
        .replace("gpu", "GPU")
    )


def further(proposal: Proposal) -> Html:
    """What each further gain costs, and where it never comes."""
    units = {name: found.unit for each in proposal.further for name, found in each.figures.items() if name in COSTS}
    names = list(units)
    head = ("gain", "loss", "FLOPs", *(_with_unit(name, units[name]) for name in names), "draws that say never")
    rows = [
        (each.gain, number(each.loss), _flops(proposal, each), *_costs(proposal, each, names), _never(each))
        for each in proposal.further
    ]
    return table(head, rows)


def _flops(proposal: Proposal, each: Further) -> Html:
    return shown(proposal, "flops", each.flops) if each.flops else tag("b", cite(proposal, "never, says the law"))


def _costs(proposal: Proposal, each: Further, names: list[str]) -> list[Html]:
    return [shown(proposal, name, each.figures.get(name)) for name in names]


def _with_unit(name: str, unit: str) -> Html:
    return join(said(name), "" if unit.lower() in SAID else tag("span", unit, class_="ends"))


def _never(each: Further) -> str:
    return "all" if each.flops is None else share(each.never) if each.never else "none"


def beyond(proposal: Proposal) -> Html:
    """How many times beyond the law's runs each option lies, by quantity."""
    names = list(dict.fromkeys(name for option in proposal.options for name in option.extrapolated))
    if not names:
        return tag("p", "Every option lies among the runs of its law.")
    rows = [
        (option.name, *(_multiple(proposal, option.extrapolated.get(name)) for name in names))
        for option in proposal.options
    ]
    return table(("times beyond the law's runs", *map(said, names)), rows)


def _multiple(proposal: Proposal, value: float | None) -> str:
    if value is None:
        return "inside"
    return cite(proposal, times(value) if value >= 1.0 else f"{times(value)} the smallest")


def next_runs(proposal: Proposal) -> Html:
    """The runs that would narrow the answer most for what they cost, the first first."""
    rows = [
        (str(place), amount(run.params), amount(run.tokens), number(run.flops, 3), cite(proposal, share(run.narrowed)))
        for place, run in enumerate(proposal.next_runs, 1)
    ]
    told = tag("p", "Each narrows the interval of the answer by this much more, after those above it.")
    return join(told, table(("", "parameters", "tokens", "FLOPs", "narrows by"), rows))


def sources(proposal: Proposal) -> Html:
    """Every figure with its source: once where the sources differ in numbers alone."""
    seen: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for of, name, found in _every(proposal):
        seen.setdefault((said(name), found.unit, alike(found.source)), []).append((of, found.source))
    rows = [
        (name, unit, tag("span", told[0][1], class_="long"), _of(proposal, told))
        for (name, unit, _), told in sorted(seen.items())
    ]
    return table(("figure", "unit", "source", "of"), rows)


def _every(proposal: Proposal) -> Iterator[tuple[str, str, Figure]]:
    """Each figure with its name and whose it is."""
    for option in proposal.options:
        yield from ((option.name, name, found) for name, found in option.figures.items())
    for each in proposal.further:
        flops = {"flops": each.flops} if each.flops else {}
        yield from ((each.gain, name, found) for name, found in (flops | each.figures).items())


def _of(proposal: Proposal, told: Sequence[tuple[str, str]]) -> str:
    """Whose source it is: the first's in these very words, the others' with their own numbers."""
    of = list(dict.fromkeys(name for name, _ in told))
    every = {option.name for option in proposal.options} <= set(of)
    names = "every option" if every else ", ".join(of)
    return names if len({source for _, source in told}) == 1 else f"{names}; these are the numbers of {of[0]}"


def alike(sentence: str) -> str:
    """A sentence without its numbers: two that are equal so say the same of different numbers."""
    return NUMBER.sub("#", sentence)
