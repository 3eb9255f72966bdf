"""The page of several laws side by side: best sizes on one plane, with famous models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from foretell.lab import digest
from foretell.laws import optimum
from foretell.laws.three_approaches import pairs_of
from foretell.nouns import Home, Law
from foretell.report.extra import page_extra
from foretell.report.markup import Html, join, table, tag
from foretell.report.records import appendix, cite
from foretell.report.wording import amount, counted, interval, number, times

with page_extra():
    from foretell.report.charts.approaches import approaches
    from foretell.report.charts.named_models import Model
    from foretell.report.document import section, write_document
    from foretell.report.figure import figure_html
    from foretell.report.fit_checks import span
    from foretell.report.pictures import titled, write_pictures

GOPHER = 5.76e23  # FLOPs; the budget at which Hoffmann et al. 2022 compare their approaches


def approaches_page(
    laws: Sequence[Law],
    path: Path,
    models: Sequence[Model] = (),
    flops: float = GOPHER,
    refused: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the page of some laws, such as the three approaches, to `path`, and its picture beside it as `.svg`.

    `flops` is the budget that all are asked for, `models` are (name, parameters, FLOPs), `refused` the forms that
    could not be fitted, each with its reason. Raises ValueError without laws, and where `path` is that of the picture.
    """
    laws = _named(laws, path.parent)
    title = f"{counted(len(laws), 'law')} side by side"
    contents = _contents(laws, models, flops, refused)
    write_document(path, title, "Laws side by side", _verdict(laws), contents, approaches(laws, models))


def approaches_figures(laws: Sequence[Law], folder: Path, models: Sequence[Model] = ()) -> list[Path]:
    """Write the page's figure into `folder` as SVG and PNG, and return the files. Raises ValueError without laws."""
    laws = _named(laws, folder)
    return write_pictures(titled([approaches(laws, models)], counted(len(laws), "law")), folder)


def _named(laws: Sequence[Law], folder: Path) -> list[Law]:
    if not laws:
        raise ValueError("There are no laws to set side by side.")
    return [law.at(Home(folder, f"law/{digest(law)}")) for law in laws]


def _contents(
    laws: Sequence[Law], models: Sequence[Model], flops: float, refused: Sequence[tuple[str, str]]
) -> Iterator[Html]:
    yield tag("div", *(_answer(law, flops) for law in laws), class_="answers")
    yield section("The picture", figure_html(approaches(laws, models)))
    yield section("Do they agree?", *_agreement(laws))
    yield section("Exponents", _exponents(laws), *(tag("p", f"{form} was not fitted: {why}") for form, why in refused))
    warned = [tag("li", tag("b", law.form), f": {warning}") for law in laws for warning in law.warnings]
    yield section("What to know", tag("ul", *warned)) if warned else Html("")
    yield section("The record", appendix(laws))


def _verdict(laws: Sequence[Law]) -> str:
    """Whether the laws agree on how the best size grows, in a few words."""
    pairs = pairs_of(laws)
    if not pairs:
        return "Nothing to compare"
    apart = sum(not pair.agree for pair in pairs)
    if not apart:
        return "They agree"
    return "They do not agree" if apart == len(pairs) else f"{apart} of {len(pairs)} pairs do not agree"


def _agreement(laws: Sequence[Law]) -> Iterator[Html]:
    """Each two exponents of N*, their difference and its interval."""
    pairs = pairs_of(laws)
    if not pairs:
        yield tag("p", "Two laws with intervals are needed for that.")
        return
    yield tag("p", "Two laws agree where the interval of the difference of their exponents of N* holds zero.")
    rows = [
        (
            f"{pair.first} and {pair.second}",
            "agree" if pair.agree else tag("b", "do not agree"),
            f"{pair.difference.centre:+.3f}",
            interval(pair.difference, lambda end: f"{end:+.3f}"),
        )
        for pair in pairs
    ]
    yield table(("laws", "", "difference of a", "interval"), rows)


def _answer(law: Law, flops: float) -> Html:
    """The best size for the budget, by one law."""
    try:
        params, tokens = optimum(law, flops)
    except ValueError as error:
        return tag("div", tag("h2", law.form), tag("p", "—", class_="big"), tag("p", str(error)), class_="foretold")
    beyond = times(flops / law.flops_range[1])
    below = f"parameters and {amount(tokens.centre)} tokens for {number(flops, 3)} FLOPs, {beyond} its largest run"
    big = tag("p", cite(law, amount(params.centre)), class_="big")
    return tag("div", tag("h2", law.form), big, tag("p", f"{interval(params, amount)}; {below}"), class_="foretold")


def _exponents(laws: Sequence[Law]) -> Html:
    rows = [
        (
            law.form,
            f"{law.runs:,}",
            *(part for name in ("params_exponent", "tokens_exponent") for part in _exponent(law, name)),
        )
        for law in laws
    ]
    return join(table(("law", "runs", "N* ~ C^a", "interval", "D* ~ C^b", "interval"), rows))


def _exponent(law: Law, name: str) -> tuple[str, str]:
    return cite(law, number(float(getattr(law, name)), 3)), span(law, name)
