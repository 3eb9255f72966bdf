"""The tables of a plan: options side by side, further gains, next runs, and the source of every figure."""

from __future__ import annotations

from foretell.nouns import Further, Proposal
from foretell.nouns.proposal import Figure
from foretell.report.markup import Html, join, table, tag
from foretell.report.records import cite
from foretell.report.wording import amount, interval, number, share, times


def options(proposal: Proposal) -> Html:
    """A row for each figure, a column for each option; the first is the one proposed."""
    names = list(dict.fromkeys(name for option in proposal.options for name in option.figures))
    head = ("figure", *(f"{option.name}{' (proposed)' if not i else ''}" for i, option in enumerate(proposal.options)))
    rows = [(said(name), *(shown(proposal, option.figures.get(name)) for option in proposal.options)) for name in names]
    return join(
        tag(
            "p", "Each number bears its interval and, when pointed at, its source; all sources stand in a table below."
        ),
        table(head, rows),
    )


def shown(proposal: Proposal, found: Figure | None) -> Html:
    """A number with its unit and interval; its source where it is pointed at."""
    if found is None:
        return Html("—")
    span = f" ({amount(found.low)} to {amount(found.high)})" if found.low != found.high else ""
    bare = found.unit.split(",")[0] in ("", "parameters", "tokens", "FLOPs", "loss")  # the row says so already
    unit = "" if bare else f" {found.unit}"
    title = f"{interval(found, amount)}; from: {found.source}" if span else f"from: {found.source}"
    return tag("span", cite(proposal, amount(found.centre)), unit, span, title=title)


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
    names = list(dict.fromkeys(name for each in proposal.further for name in each.figures))
    head = ("gain", "loss", "FLOPs", *map(said, names), "draws that say never")
    rows = [
        (each.gain, number(each.loss), _flops(proposal, each), *_costs(proposal, each, names), _never(each))
        for each in proposal.further
    ]
    return table(head, rows)


def _flops(proposal: Proposal, each: Further) -> Html:
    return shown(proposal, each.flops) if each.flops else tag("b", cite(proposal, "never, says the law"))


def _costs(proposal: Proposal, each: Further, names: list[str]) -> list[Html]:
    return [shown(proposal, each.figures.get(name)) for name in names]


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
    """Every figure with its source: once where all options have the same."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for option in proposal.options:
        for name, found in option.figures.items():
            seen.setdefault((said(name), found.unit, found.source), []).append(option.name)
    for each in proposal.further:
        flops = {"flops": each.flops} if each.flops else {}
        for name, found in (flops | each.figures).items():
            seen.setdefault((said(name), found.unit, found.source), []).append(each.gain)
    every = len(proposal.options)
    rows = [
        (
            name,
            unit,
            tag("span", source, class_="long"),
            "every option" if len(of) == every else ", ".join(dict.fromkeys(of)),
        )
        for (name, unit, source), of in sorted(seen.items())
    ]
    return table(("figure", "unit", "source", "of"), rows)
