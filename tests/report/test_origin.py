"""What a card tells is found by records and seals, not by names."""

from __future__ import annotations

from pathlib import Path

from foretell.lab import Lab, Workspace, digest, verb
from foretell.nouns import Corpus, Law, Plan, Run, Rung, Scores, Tokens
from foretell.planning import sealed
from foretell.report import Story
from foretell.report.origin import origin

made: list[Story] = []


@verb(version=1)
def curate(*, workspace: Workspace) -> Corpus:
    return made[-1].corpus


@verb(version=1)
def tokenize(corpus: Corpus, *, workspace: Workspace) -> Tokens:
    return made[-1].tokens


@verb(version=1)
def train(rung: Rung, tokens: Tokens, start: Run | None = None, *, workspace: Workspace) -> Run:
    like = made[-1].target
    run: Run = like.model_copy(update={"rung": rung, "epochs": like.epochs + (start is not None)})
    return run


@verb(version=1)
def fit(runs: list[Run], form: str, *, workspace: Workspace) -> Law:
    return next(law for law in made[-1].laws if law.form == form)


@verb(version=1)
def plan(laws: list[Law], *, workspace: Workspace) -> Plan:
    forecast = made[-1].plan.forecast.model_copy(update={"law": digest(laws[1])})
    chosen: Plan = made[-1].plan.model_copy(update={"forecast": forecast})
    return chosen


@verb(version=1)
def evaluate(run: Run, examples: int, *, workspace: Workspace) -> Scores:
    scores: Scores = made[-1].scores[-1].model_copy(update={"run": digest(run), "tokens": examples})
    return scores


def test_all_that_leads_to_a_run_is_found(story: Story, tmp_path: Path) -> None:
    made.append(story)
    with Lab(tmp_path / "store", workers=1) as lab:
        corpus = lab(curate)
        tokens = lab(tokenize, corpus)
        trunk = lab(train, story.cells[0].rung, tokens)
        cell = lab(train, story.cells[1].rung, tokens, trunk)
        laws = [lab(fit, [cell], law.form) for law in story.laws]
        goal = lab(plan, laws)
        target = lab(train, sealed(goal), tokens)
        lab(evaluate, target, 1)
        latest = lab(evaluate, target, 2)
        of_cell, of_target = origin(lab, cell), origin(lab, target)
    assert (of_cell.before, of_cell.corpus, of_cell.tokens) == ((trunk,), corpus, tokens)
    assert (of_cell.plan, of_cell.law, of_cell.scores) == (None, None, None)
    assert (of_target.plan, of_target.law, of_target.scores) == (goal, laws[1], latest)
    assert of_target.nouns == [corpus, tokens, laws[1], goal, target, latest]


def test_of_a_run_from_elsewhere_only_itself_is_known(story: Story, tmp_path: Path) -> None:
    with Lab(tmp_path / "store", workers=1) as lab:
        known = origin(lab, story.cells[0])
    assert known.nouns == [story.cells[0]]
