"""The journey, top to bottom: raw pages in; a sealed forecast, the trained target and one page out.

`Journey` walks a recipe in a lab, stage by stage; every stage is remembered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foretell.adaptation import adapt, check_lessons
from foretell.corpus import curate, pages_of
from foretell.evaluation import compare, evaluate
from foretell.lab import DamagedError, Lab, Workspace, all_runs, meter_of
from foretell.laws import Fit, Trace, fit, trend
from foretell.nouns import (
    Comparison,
    Corpus,
    Law,
    Noun,
    Plan,
    Run,
    Scores,
    Suite,
    Tokens,
    Trends,
    Verdict,
)
from foretell.planning import plan, sealed
from foretell.recipe import Recipe, cells_of, check_cells
from foretell.report import Story, publish
from foretell.tasks import examine, ground, lessons, pose
from foretell.tokens import tokenize
from foretell.training import check_text, climb, ladder, own_flops, train

NEAR = 0.1  # in ln size and ln compute
STAGES = ("curate", "tokenize", "ladder", "plan", "target", "adapt", "report")
ALTERNATIVES = ("valley.no_floor", "valley.high_floor", "chinchilla.isoflop", "chinchilla.parametric")
Watcher = Callable[..., AbstractContextManager[None]]


def unwatched(title: str, work: float | None = None, counted: str = "", calls: int = 0) -> AbstractContextManager[None]:
    """The watcher that tells nothing."""
    return nullcontext()


@dataclass
class Journey:
    """One recipe in one lab. `folder` is where its paths start; each stage sets what the next ones stand on."""

    recipe: Recipe
    lab: Lab
    folder: Path = Path()
    watch: Watcher = unwatched
    after: Callable[[str], None] = lambda stage: None  # hears of each stage that is done
    posed: Suite = field(init=False)
    corpus: Corpus = field(init=False)
    tokens: Tokens = field(init=False)
    suite: Suite = field(init=False)
    lessons: Suite = field(init=False)
    exam: Suite = field(init=False)
    runs: list[Run] = field(init=False)
    laws: list[Law] = field(init=False)
    refused: dict[str, str] = field(default_factory=dict)  # alternatives that the ladder cannot identify, and why
    plan: Plan = field(init=False)
    target: Run = field(init=False)
    scores: list[Scores] = field(init=False)
    trends: Trends = field(init=False)
    adapted: Run | None = None
    comparison: Comparison | None = None

    def stages(self, until: str = STAGES[-1]) -> tuple[str, ...]:
        """The stages up to and with `until`; nothing is adapted where nothing is taught.

        Raises ValueError for a stage that is none.
        """
        if until not in STAGES:
            raise ValueError(f"{until!r} is no stage; the stages are {', '.join(STAGES)}.")
        ahead = STAGES[: STAGES.index(until) + 1]
        return tuple(stage for stage in ahead if stage != "adapt" or self.recipe.teach)

    def go(self, until: str = STAGES[-1]) -> None:
        """Walk the stages up to and with `until`. Raises ValueError for a stage that is none."""
        for stage in self.stages(until):
            getattr(self, f"_{stage}")()
            self.after(stage)

    def _curate(self) -> None:
        pages = pages_of(self.recipe.pages, self.folder)
        with self.watch("pages → corpus", counted="curate"):
            self.posed = self.lab(pose, self.recipe.pose)
            earlier = self.lab.read(self.recipe.joins) if self.recipe.joins else None
            self.corpus = self._call("corpus", curate, pages, self.recipe.curate, self.posed, earlier)

    def _tokenize(self) -> None:
        with self.watch("corpus → tokens", counted="tokenize"):
            self.tokens = self._call("tokens", tokenize, self.corpus, self.recipe.tokenize)
            self.suite = self._call("suite", ground, self.posed, self.tokens)
            if self.recipe.teach:  # what cannot be taught is said before the ladder, not after the target
                self.lessons = self._call("lessons", lessons, self.recipe.teach)
                self.exam = self._call("exam", examine, self.recipe.teach, self.suite)
                check_lessons(self.lessons, self.tokens, self.recipe.ladder.context)

    def _ladder(self) -> None:
        columns = ladder(self.recipe.ladder, self.tokens.vocabulary)
        check_cells(cells_of(columns), self.recipe.budget.route)
        check_text(columns, self.tokens, self.recipe.ladder.max_epochs)
        work = sum(own_flops(rung) for column in columns for rung in column)
        with self.watch(
            f"ladder of {len(cells_of(columns))} runs", work, counted="train", calls=sum(map(len, columns))
        ):
            climbed = self.lab.each(climb, columns, self.tokens, self.recipe.name)
            self.runs = [run for column in climbed for run in column]

    def trained(self, stage: str) -> list[Run]:
        """The runs that a finished stage trained."""
        if stage == "ladder":
            return self.runs
        if stage == "target":
            return [self.target]
        return [self.adapted] if stage == "adapt" and self.adapted else []

    @property
    def cells(self) -> list[Run]:
        """The finished cells of the ladder."""
        return [run for run in self.runs if run.rung.decay_from is not None]

    def _plan(self) -> None:
        """Fit the route and its alternatives. The route must be had; an alternative that cannot be is told."""
        route = self.recipe.budget.route
        with self.watch("laws, plan and seal"):
            self.laws = [self._law(route)]
            for form in ALTERNATIVES:
                try:
                    self.laws += [self._law(form)] if form != route else []
                except DamagedError:
                    raise  # a store that rots is no law that cannot be fitted
                except ValueError as error:
                    self.refused[form] = str(error)
            self.plan = self._call("plan", plan, self.laws, self.recipe.budget, self.cells[0].rung, self.tokens)

    def _law(self, form: str) -> Law:
        try:
            law: Law = self._call(f"law/{form}", fit, self.cells, Fit(form=form))
        except LookupError:  # of a lab that only recalls: what a fit refused is not in a store, so it is asked again
            fit(self.cells, Fit(form=form), workspace=Workspace(Path()))
            raise
        return law

    def _target(self) -> None:
        """Train the sealed rung; meanwhile the ladder's cells are evaluated on the other cores."""
        rung = sealed(self.plan)
        whole = [run for run in self.cells if not run.diverged]
        measure = [(evaluate, run, self.tokens, self.suite, self.recipe.evaluate) for run in whole]
        with self.watch(f"target of {rung.tokens:,} tokens, and scores", own_flops(rung), counted="train"):
            self.target, *scores = self.lab.together([(train, rung, self.tokens), *measure])
            self.lab.name(self.target, f"{self.recipe.name}/target")
            self.trends = self._call("trends", trend, self._scored(scores), Trace())

    def _scored(self, scores: list[Scores]) -> list[Scores]:
        """The scores of the ladder, and last those of the target; a target that diverged has none, nor has the page."""
        self.scores = []
        if self.target.diverged:
            return scores
        own = self._call("scores", evaluate, self.target, self.tokens, self.suite, self.recipe.evaluate)
        self.scores = [*scores, own]
        return self.scores

    def _adapt(self) -> None:
        """Teach the target what the recipe names, and ask both the same, in wordings that no lesson used."""
        if self.recipe.teach is None or self.target.diverged:
            return
        with self.watch("adaptation", counted="adapt"):
            self.adapted = self._call("adapted", adapt, self.target, self.tokens, self.lessons, self.recipe.adapt)
            if self.adapted and not self.adapted.diverged:
                self.comparison = self._compared(self.target, self.adapted)

    def _compared(self, before: Run, after: Run) -> Comparison:
        asked = self.tokens, self.exam, self.recipe.evaluate
        scores = self.lab.together([(evaluate, before, *asked), (evaluate, after, *asked)])
        compared: Comparison = self._call("comparison", compare, *scores)
        return compared

    def _report(self) -> None:
        with self.watch("page"):
            publish(self.story(), self.page)

    @property
    def page(self) -> Path:
        """Where the page lies. It shows meters, so it is written anew each time and is no remembered result."""
        return self.lab.store / "pages" / self.recipe.name / "index.html"

    def story(self) -> Story:
        """Everything that the page tells, once all stages are done."""
        return Story(
            name=self.recipe.name,
            corpus=self.corpus,
            tokens=self.tokens,
            cells=tuple(self.cells),
            laws=tuple(self.laws),
            plan=self.plan,
            target=self.target,
            scores=tuple(self.scores),
            trends=self.trends,
            verdicts=self._verdicts(),
            earlier=earlier_twins(self.lab, self.target, self.plan),
            stages=self._meters(),
            refused=self.refused,
            adapted=self.adapted,
            comparison=self.comparison,
        )

    def _call(self, name: str, *call: Any) -> Any:
        return self.lab(*call, name=f"{self.recipe.name}/{name}")

    def _verdicts(self) -> tuple[Verdict, ...]:
        named = [name for name in self.lab.names() if name.startswith(f"{self.recipe.name}/study/")]
        nouns = [self.lab.read(name) for name in named]
        return tuple(noun for noun in nouns if isinstance(noun, Verdict))

    def _meters(self) -> dict[str, tuple[dict[str, Any], ...]]:
        stages: dict[str, Sequence[Noun]] = {
            "curate": [self.posed, self.corpus],
            "tokenize": [self.tokens, self.suite],
            "ladder": self.runs,
            "laws and plan": [*self.laws, self.plan],
            "target": [self.target],
            "scores": [*self.scores, self.trends],
        }
        if self.adapted:
            stages["adaptation"] = [self.adapted]
        return {name: tuple(meter_of(noun) for noun in nouns) for name, nouns in stages.items()}


def earlier_twins(lab: Lab, target: Run, plan: Plan) -> tuple[str, ...]:
    """Addresses of runs near the target in size and compute that were done before its plan: who knew them knew much."""
    own = target.home.address if target.home else ""
    others = [run for run in all_runs(lab) if run.home and run.home.address != own and is_near(run, target)]
    sealed_at = meter_of(plan).get("finished", math.inf)  # where no meter tells, every one counts
    return tuple(run.home.address for run in others if run.home and meter_of(run).get("finished", 0.0) < sealed_at)


def is_near(run: Run, target: Run) -> bool:
    """Whether a finished run, an imported one too, has the target's size and compute within a tenth, on any text."""
    if not run.flops or (run.rung.decay_from is None and run.rung.start != "imported"):
        return False  # not known, or a trunk segment, which nobody measures
    sizes = (run.flops, target.flops), (float(run.params), float(target.params))
    return all(abs(math.log(a / b)) < NEAR for a, b in sizes)
