"""What the studies found of the field's claims, a card a claim."""

from __future__ import annotations

from collections.abc import Sequence

from foretell.nouns import Verdict
from foretell.report.markup import Html, details, join, table, tag
from foretell.report.records import cite
from foretell.report.wording import number, share

SIGN = {"reproduced": "✓", "not reproduced": "✗", "not resolvable here": "?"}


def verdict_cards(verdicts: Sequence[Verdict]) -> Html:
    """All verdicts, in the order given."""
    return tag("div", *map(_card, verdicts), class_="cards")


def _card(verdict: Verdict) -> Html:
    f = verdict.found
    said = tag("p", cite(verdict, f"{SIGN[verdict.verdict]} {verdict.verdict}"), class_="verdict")
    found = cite(verdict, f"{number(f.centre)} ({share(f.level)}: {number(f.low)} to {number(f.high)})")
    numbers = tag("p", "Expected ", tag("b", verdict.expected), ", found ", found, ".")
    claim = join(tag("h3", verdict.claim), tag("p", verdict.source, class_="source"))
    return tag("article", said, claim, numbers, tag("p", verdict.reason), _evidence(verdict))


def _evidence(verdict: Verdict) -> Html:
    if not verdict.evidence:
        return Html("")
    rows = [(name.replace("_", " "), cite(verdict, number(value))) for name, value in verdict.evidence.items()]
    return details("The evidence", table(("figure", "value"), rows))
