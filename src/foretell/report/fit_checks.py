"""What a fit tells of itself, in words and tables: its certificate, its optima, and what moves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from foretell.laws.fitting.certify import certified
from foretell.laws.forms import form_of
from foretell.laws.identified import AT_BOUND
from foretell.nouns import Certificate, Fitted, Law
from foretell.report.charts.profiles import profile_figures
from foretell.report.figure import figure_html
from foretell.report.markup import Html, details, join, table, tag
from foretell.report.records import cite
from foretell.report.wording import interval, number, percent

EXPONENT = "N* ~ C^a"


def fit_checks(law: Fitted) -> Iterator[Html]:
    """Certificate, optima, profiles, influence and sensitivity, each where the fit has it."""
    checks = law.checks
    if checks is None:
        yield tag("p", "This law was fitted without checks.")
        return
    if checks.certificate:
        yield certificate(law, checks.certificate)
    if checks.optima:
        yield join(tag("h3", "Every optimum that was found"), _optima(law))
    if profiles := profile_figures(law):
        yield join(tag("h3", "How well each parameter is told"), PROFILES)
        yield tag("div", *(figure_html(figure, small=True) for figure in profiles), class_="grid")
    if checks.influences:
        yield join(tag("h3", "The runs that move it most"), _influences(law))
    if checks.sensitivities:
        yield join(tag("h3", "Under other choices"), _sensitivities(law))


PROFILES = tag(
    "p",
    "Each curve is the lowest objective that is left when one parameter is held at a value. A narrow valley: the runs "
    "tell it well. A flat one: other values would fit as well. Its interval is where the objective rises no more than "
    "runs of this scatter allow; that in the table above holds the middle 80 % of fits to resampled runs. Where they "
    "differ much, trust the wider.",
)


def certificate(law: Fitted, found: Certificate) -> Html:
    """The sentence, and the figures behind it."""
    rows = (
        ("searches, from far starts and about the best", number(found.starts)),
        ("ended in the best", number(found.agreeing)),
        ("relative difference of the two best", number(found.disagreement, 2)),
        ("length of the gradient there", number(found.gradient, 2)),
        ("relative fall that Newton's method still promises", number(found.fall, 2)),
        ("condition number of its matrix", number(found.condition, 3)),
        ("objective", number(law.objective, 7)),
    )
    figures = [(what, cite(law, value)) for what, value in rows]
    return join(tag("p", certified(found)), details("The certificate in figures", table(("figure", "value"), figures)))


def coefficients(law: Fitted) -> Html:
    """Every number of the law with its interval."""
    values = dict(law.coefficients)
    if isinstance(law, Law):
        values |= {"params_exponent": law.params_exponent, "tokens_exponent": law.tokens_exponent}
    rows = [(name, cite(law, coefficient(value)), span(law, name)) for name, value in values.items()]
    return table(("coefficient", "value", "interval"), rows)


def span(law: Fitted, name: str) -> str:
    """The interval of a coefficient in words; empty where it has none."""
    found = law.intervals.get(name)
    return interval(found, lambda end: number(end, 3)) if found else ""


def coefficient(value: float) -> str:
    """A coefficient; one that went to zero without end is told as such."""
    return "0 (at its bound)" if 0.0 < abs(value) < AT_BOUND else number(value)


def _optima(law: Fitted) -> Html:
    optima = law.checks.optima if law.checks else ()
    lowest = min(each.objective for each in optima)
    rows = []
    for place, each in enumerate(optima, 1):
        above = (
            "lowest" if each.objective == lowest else percent(100 * (each.objective / lowest - 1), 3) if lowest else "—"
        )
        rows.append((str(place), above, str(each.starts), *_values(law, each.coefficients)))
    return table(("optimum", "objective", "searches", *_head(law)), rows)


def _influences(law: Fitted) -> Html:
    head = ("parameters", "tokens", "loss", "off the law", *(f"{name} without it" for name in _head(law)))
    rows = [
        (
            *(number(value) for value in (each.params, each.tokens, each.loss)),
            percent(each.off_percent, 2),
            *_values(law, each.without),
        )
        for each in (law.checks.influences if law.checks else ())
    ]
    return table(head, [*rows, ("none left out", "", "", "", *_values(law, law.coefficients))])


def _sensitivities(law: Fitted) -> Html:
    rows = [
        (each.choice, f"{each.runs:,}", *_values(law, each.coefficients))
        for each in (law.checks.sensitivities if law.checks else ())
    ]
    fitted = ("as fitted", f"{law.runs:,}", *_values(law, law.coefficients))
    return table(("choice", "runs", *_head(law)), [fitted, *rows])


def _head(law: Fitted) -> tuple[str, ...]:
    return (*law.names, EXPONENT) if isinstance(law, Law) else law.names


def _values(law: Fitted, values: Mapping[str, float]) -> list[Html]:
    """The coefficients in the law's order, and of a law, the exponent of the best size that they make."""
    told = [cite(law, coefficient(values[name])) if name in values else Html("—") for name in law.names]
    if isinstance(law, Law):
        theta = np.array([values.get(name, np.nan) for name in law.names])
        with np.errstate(all="ignore"):
            exponent = float(form_of(law).exponents(theta)[0])
        told.append(cite(law, number(exponent)) if np.isfinite(exponent) else Html("—"))
    return told
