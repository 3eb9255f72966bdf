"""The page of a plan: the answer first, what stands beside it, what more would cost, and where each figure is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from foretell.lab import digest
from foretell.nouns import Home, Law, Option, Proposal
from foretell.planning import drawn_laws
from foretell.report.extra import page_extra
from foretell.report.markup import Html, join, tag
from foretell.report.plan_tables import alike, beyond, digits_of, further, next_runs, options, said, sources
from foretell.report.ranges import centre, told
from foretell.report.records import appendix, cite
from foretell.report.wording import amount

with page_extra():
    from foretell.report.charts.frontier import frontier
    from foretell.report.charts.named_models import Model
    from foretell.report.charts.next_runs import plane
    from foretell.report.document import section, write_document
    from foretell.report.figure import Figure, figure_html
    from foretell.report.pictures import titled, write_pictures

TILES = (
    ("Train", "params", "parameters"),
    ("on", "tokens", "tokens"),
    ("Expect a loss of", "loss", ""),
    ("It costs", "money", ""),
)
ELSE = ("gpu_hours", "hours", "kwh", "flops")  # what it costs where no money is known


def plan_page(proposal: Proposal, laws: Sequence[Law], path: Path, models: Sequence[Model] = ()) -> None:
    """Write the page of a proposal to `path`, one HTML file that loads nothing, and its picture beside it as `.svg`.

    `laws` are those that the proposal goes by, its own first, where none are given the published ones that answered;
    `models` are (name, parameters, FLOPs). Raises ValueError
    for a proposal without options and where `path` is that of the picture.
    """
    proposal, laws = _named(proposal, laws, path.parent)
    figures = list(_pictures(proposal, laws, models))
    contents = _contents(proposal, laws, figures)
    write_document(path, f"A plan by {proposal.law}", "A plan", _asked(proposal), contents, figures[-1])


def plan_figures(proposal: Proposal, laws: Sequence[Law], folder: Path, models: Sequence[Model] = ()) -> list[Path]:
    """Write the page's figures into `folder` as SVG and PNG, and return the files."""
    proposal, laws = _named(proposal, laws, folder)
    return write_pictures(titled(_pictures(proposal, laws, models), "A plan"), folder)


def _named(proposal: Proposal, laws: Sequence[Law], folder: Path) -> tuple[Proposal, list[Law]]:
    """With addresses, so that each is digested once, not for every link."""
    if not proposal.options:
        raise ValueError("The proposal has no options, so there is nothing to show.")
    named = [law.at(Home(folder, f"law/{digest(law)}")) for law in laws or _published(proposal)]
    return proposal.at(Home(folder, f"proposal/{digest(proposal)}")), named


def _published(proposal: Proposal) -> list[Law]:
    """The laws of the field that answered, with the draws that they had."""
    names = {proposal.law, *(option.name.removeprefix("by ") for option in proposal.options)}
    return [law for law in drawn_laws(int(proposal.asked.get("seed", 0))) if law.form in names]


def _asked(proposal: Proposal) -> str:
    """The question as a title: "flops 1e21"."""
    parts = (f"{said(k)} {amount(v) if isinstance(v, float | int) else v}" for k, v in proposal.asked.items())
    return ", ".join(parts) or "What to train"


def _pictures(proposal: Proposal, laws: Sequence[Law], models: Sequence[Model]) -> Iterator[Figure]:
    law = laws[0] if laws else None
    found = (frontier(proposal, law, over) for over in ("flops", "money"))
    yield from (figure for figure in found if figure)
    yield plane(proposal, laws, models)


def _contents(proposal: Proposal, laws: Sequence[Law], figures: Sequence[Figure]) -> Iterator[Html]:
    first, rest = proposal.options[0], proposal.options[1:]
    yield answers(proposal, first)
    yield _warned(proposal, first)
    yield section("What is proposed, and what stands beside it", *_whys(proposal), options(proposal))
    *costs, where = figures
    if proposal.further or costs:
        table = further(proposal) if proposal.further else Html("")
        yield section("What a further gain would cost", *map(figure_html, costs), table)
    yield section("How far it lies beyond the runs", figure_html(where), beyond(proposal))
    if proposal.next_runs:
        yield section("Which runs to buy next", next_runs(proposal))
    warned = list(_of_others(first, rest))
    yield section("Of the other options", tag("ul", *warned)) if warned else Html("")
    yield section("Where each figure comes from", sources(proposal))
    yield section("The record", appendix([proposal, *laws]))


def answers(proposal: Proposal, option: Option) -> Html:
    """Size, data, loss and cost of what is proposed, as tiles."""
    tiles = []
    for title, name, unit in TILES:
        known = [each for each in (name, *(ELSE if name == "money" else ())) if each in option.figures]
        if not known:
            continue
        found = option.figures[known[0]]
        below = ", ".join(part for part in (unit or found.unit, told(found, digits_of(name))) if part)
        big = tag("p", cite(proposal, centre(found, digits_of(name))), class_="big", title=f"from: {found.source}")
        tiles.append(tag("div", tag("h2", title), big, tag("p", below), class_="foretold"))
    return tag("div", *tiles, class_="answers four")


def _warned(proposal: Proposal, first: Option) -> Html:
    """What to be warned of before anything else."""
    warnings = dict.fromkeys((*proposal.warnings, *first.warnings))
    if not warnings:
        return Html("")
    items = (tag("li", tag("b", "warning"), tag("span", warning), class_="warning") for warning in warnings)
    heading = tag("h3", "Before you spend it")
    return tag("section", heading, tag("ul", *items, class_="signals"), class_="trust")


def _of_others(first: Option, rest: Sequence[Option]) -> Iterator[Html]:
    """What to be warned of in the other options: each thing once, and what was said of the first not again."""
    found: dict[str, list[tuple[str, str]]] = {}
    for option in rest:
        for warning in option.warnings:
            found.setdefault(alike(warning), []).append((option.name, warning))
    for warning in first.warnings:
        found.pop(alike(warning), None)
    for same in found.values():
        yield tag("li", tag("b", ", ".join(name for name, _ in same)), f": {same[0][1]}")


def _whys(proposal: Proposal) -> Iterator[Html]:
    """Why each option is there."""
    told = [tag("li", tag("b", option.name), f": {option.why}", _how(option)) for option in proposal.options]
    yield tag("ul", *told)


def _how(option: Option) -> Html:
    """Shape and schedule in words."""
    shape = option.shape
    built = (
        f" {shape.layers} layers of width {shape.width:,}, {shape.heads} heads, vocabulary {shape.vocabulary:,}, "
        f"context {shape.context:,}."
        if shape
        else ""
    )
    return join(built, f" Schedule: {option.schedule.rstrip('.')}." if option.schedule else "")
