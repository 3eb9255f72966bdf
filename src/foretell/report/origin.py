"""Where one run came from, as the store's records tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from foretell.lab import Lab, ancestors, digest
from foretell.nouns import Corpus, Law, Noun, Plan, Run, Scores, Tokens

Kind = TypeVar("Kind", bound=Noun)


@dataclass(frozen=True)
class Origin:
    """A run, and what is known of it; None stands for what no record tells.

    `before` are the runs that it goes on from, the nearest first. `plan` is the one whose seal the run carries, `law`
    the one behind that plan's forecast, `scores` the latest.
    """

    run: Run
    before: tuple[Run, ...] = ()
    corpus: Corpus | None = None
    tokens: Tokens | None = None
    law: Law | None = None
    plan: Plan | None = None
    scores: Scores | None = None

    @property
    def nouns(self) -> list[Noun]:
        """All that is known, from the corpus to the scores."""
        found = (self.corpus, self.tokens, self.law, self.plan, *self.before[::-1], self.run, self.scores)
        return [noun for noun in found if noun is not None]


def origin(lab: Lab, run: Run) -> Origin:
    """What the store of `lab` knows of a run."""
    made_from = list(ancestors(run))
    plan = next((p for p in _all(lab, "plan", Plan) if digest(p) == run.rung.sealed), None)
    laws = [noun for noun in ancestors(plan) if isinstance(noun, Law)] if plan else []
    named = set(lab.names().values())  # the journey's own scores before those that a comparison took
    measured = [s for s in _all(lab, "evaluate", Scores) if s.run == digest(run)]
    scores = sorted(measured, key=lambda s: s.home is not None and s.home.address in named)
    return Origin(
        run=run,
        before=tuple(noun for noun in made_from if isinstance(noun, Run)),
        corpus=_first(made_from, Corpus),
        tokens=_first(made_from, Tokens),
        law=next((law for law in laws if plan and digest(law) == plan.forecast.law), None),
        plan=plan,
        scores=scores[-1] if scores else None,
    )


def _all(lab: Lab, verb: str, kind: type[Kind]) -> list[Kind]:
    """Every finished result of a verb, the oldest first."""
    found = [lab.read(f"{verb}/{folder.name}") for folder in lab.finished() if folder.parent.name == verb]
    return [noun for noun in found if isinstance(noun, kind)]


def _first(nouns: list[Noun], kind: type[Kind]) -> Kind | None:
    return next((noun for noun in nouns if isinstance(noun, kind)), None)
