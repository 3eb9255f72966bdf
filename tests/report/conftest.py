"""A story from a known law, L = E + A N^-α + B D^-β in bits per byte, with stand-ins for what laws and costs say."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foretell.models.flops import effective_params, flops_per_token, params, params_no_embed, shape_of
from foretell.nouns import (
    Backtest,
    Change,
    Comparison,
    Corpus,
    Forecast,
    Home,
    Interval,
    Law,
    Measure,
    Minimum,
    Noun,
    Plan,
    Point,
    Run,
    Rung,
    Scores,
    SourceCount,
    TokenCount,
    Tokens,
    Trend,
    Trends,
    Verdict,
)
from foretell.planning import sealed
from foretell.report import Story

E, A, B, ALPHA, BETA = 1.1, 50.0, 100.0, 0.35, 0.37
WIDTHS, BUDGETS = (24, 32, 48, 64, 96), (1.0e11, 1.78e11, 3.16e11, 5.62e11, 1.0e12)
BYTES_PER_TOKEN = 3.1


def loss(N: float, D: float) -> float:
    return E + A * N**-ALPHA + B * D**-BETA


def optimum(C: float) -> tuple[float, float]:
    """Hoffmann et al. 2022, equation 4."""
    N = (ALPHA * A / (BETA * B)) ** (1 / (ALPHA + BETA)) * (C / 6) ** (BETA / (ALPHA + BETA))
    return N, C / 6 / N


def placed(noun: Noun, verb: str, key: str, *files: str) -> Any:
    return noun.at(
        Home(Path("store") / verb / key, f"{verb}/{key}", {name: f"{i:032x}" for i, name in enumerate(files)})
    )


def made_run(width: int, budget: float, noise: float = 0.0, is_target: bool = False, seal: str = "") -> Run:
    shape = shape_of(width, 2, 1024, 64)
    steps = round(budget / flops_per_token(shape) / 1024)
    first = 0 if is_target else round(0.8 * steps)
    rung = Rung(
        shape=shape, first_step=first, last_step=steps, decay_from=round(0.8 * steps), budget=budget, sealed=seal
    )
    found = loss(effective_params(shape), rung.tokens) * (1 + noise)
    run = Run(
        rung=rung,
        params=params(shape),
        params_no_embed=params_no_embed(shape),
        tokens=rung.tokens,
        flops=rung.tokens * flops_per_token(shape),
        epochs=rung.tokens / 3.1e6,
        bits_per_byte=found,
        curve=tuple(made_curve(rung, found)),
    )
    return placed(run, "train", f"{width:04x}{round(budget / 1e9):012x}", "model.safetensors")


def made_curve(rung: Rung, found: float) -> Iterator[Point]:
    nats = found * BYTES_PER_TOKEN * math.log(2)
    for step in np.geomspace(max(rung.first_step, 8), rung.last_step, 30):
        left = (rung.last_step - step) / rung.last_step
        yield Point(step=round(step), nats=float(nats * (1 + 0.2 * left + 8 / step)))


def made_cells() -> tuple[Run, ...]:
    rng = np.random.default_rng(0)
    return tuple(made_run(w, C, float(rng.normal(0, 0.004))) for C in BUDGETS for w in WIDTHS)


def made_law(form: str, cells: tuple[Run, ...], minima: tuple[Minimum, ...] = ()) -> Law:
    half = Interval(centre=0.51, low=0.46, high=0.57)
    law = Law(
        form=form,
        names=("E", "A"),
        coefficients={"E": E, "A": A},
        draws=tuple((E + i / 100, A) for i in range(5)),
        objective=0.01,
        intervals={"params_exponent": half, "tokens_exponent": Interval(centre=0.49, low=0.43, high=0.54)},
        params_exponent=half.centre,
        tokens_exponent=0.49,
        runs=len(cells),
        excluded={"under_150k_tokens": 2},
        backtest=Backtest(route=form, fitted_below=BUDGETS[-1], error_percent=-0.8, runs=3),
        flops_range=(cells[0].flops, max(run.flops for run in cells)),
        params_range=(7e4, 3.5e5),
        tokens_range=(1e5, 2e6),
        lowest_loss=min(run.bits_per_byte or 9.0 for run in cells),
        minima=minima,
    )
    return placed(law, "fit", form.encode().hex())


def made_minima() -> tuple[Minimum, ...]:
    bottoms = [(C, *optimum(C)) for C in BUDGETS]
    return tuple(
        Minimum(flops=C, params=N, tokens=D, loss=loss(N, D), runs=5, interior=BUDGETS[0] < C) for C, N, D in bottoms
    )


def made_scores(runs: tuple[Run, ...]) -> Iterator[Scores]:
    rng = np.random.default_rng(1)
    for i, run in enumerate(runs):
        skill = 1 / (1 + math.exp(-1.6 * (math.log10(run.flops) - 11.9)))
        right = 0.25 + 0.6 * skill
        four = {"chance": -math.log(4), "examples": 500}
        measures = (
            measure("all", "bits_per_byte", run.bits_per_byte or 0.0, 0.01, None, 256),
            measure("capitals", "accuracy", right + rng.normal(0, 0.02), 0.02, 0.25, 500),
            measure("capitals", "log_prob", -6 + 2 * skill, 0.05, None, 500),
            measure("capitals", "choice_log_prob", -1.386 + 0.9 * skill, 0.03, four["chance"], 500),
            measure("addition", "accuracy", 0.25 + rng.normal(0, 0.02), 0.03, 0.25, 110),
            measure("addition", "choice_log_prob", -1.38 + rng.normal(0, 0.02), 0.03, four["chance"], 110),
        )
        scores = Scores(run=f"{i}", params=run.params, tokens=run.tokens, flops=run.flops, measures=measures)
        yield placed(scores, "evaluate", f"{i:08x}", "examples.parquet")


def measure(task: str, metric: str, value: float, error: float, chance: float | None, examples: int) -> Measure:
    return Measure(task=task, metric=metric, value=float(value), error=error, chance=chance, examples=examples)


def made_plan(law: Law) -> Plan:
    N, D = optimum(1e13)
    centre = loss(N, D) * 0.99
    forecast = Forecast(
        route="valley", centre=centre, low=centre * 0.965, high=centre * 1.035, flops=1e13, params=N, tokens=D,
        multiple=10.0, law="absent",
    )  # fmt: skip
    other = {"low": centre * 0.93, "high": centre * 1.01, "centre": centre * 0.97, "route": "chinchilla.parametric"}
    plan = Plan(
        flops=1e13,
        forecast=forecast,
        alternatives=(forecast.model_copy(update=other), forecast.model_copy(update={"route": "valley.no_floor"})),
        backtests=(Backtest(route="valley", fitted_below=BUDGETS[-1], error_percent=-0.84, runs=3),),
        falls=(5.1, 4.7, 4.2, 3.9),
        params=Interval(centre=N, low=N / 2, high=N * 2),
        tokens=Interval(centre=D, low=D / 2, high=D * 2),
        rung=made_run(208, 1e13, is_target=True).rung,
        warnings=("The falls shrink from budget to budget: the forecast is likely low.",),
    )
    return placed(plan, "plan", "5ea1")


def made_corpus() -> Corpus:
    dropped = {"near_duplicate": 830, "too_few_words": 41, "too_few_stop_words": 7}
    kept = {"bytes_train": 4_000_000, "bytes_held_out": 300_000}
    sources = {
        "kjv": SourceCount(read=2378, train=1380, held_out=120, dropped=dropped, **kept),
        "factbook": SourceCount(read=249, train=221, held_out=19, dropped={"too_few_words": 9}, **kept),
        "worksheets": SourceCount(read=1500, train=1400, held_out=100, **kept),
    }
    return placed(Corpus(sources=sources), "curate", "c0", "documents.parquet", "dropped.parquet")


def made_tokens() -> Tokens:
    tokens = Tokens(
        vocabulary=1024, end_of_text=0, train_tokens=3_100_000, unique_tokens=3_100_000, held_out_tokens=200_000,
        bytes_per_token=BYTES_PER_TOKEN, sources={"kjv": TokenCount(train=1000, available=2000, held_out=100)},
    )  # fmt: skip
    return placed(tokens, "tokenize", "70", "train.npy")


def made_verdict(verdict: Any = "reproduced") -> Verdict:
    return Verdict(
        claim="Size and data grow alike with compute",
        source="Hoffmann et al. 2022, table 2",
        verdict=verdict,
        expected="0.46 to 0.54",
        found=Interval(centre=0.51, low=0.46, high=0.57),
        reason="The interval of the exponent covers the published one.",
        evidence={"runs": 25.0},
    )


def made_comparison() -> Comparison:
    """Two measures gained (one of them a loss that fell), one forgotten, two unchanged."""
    rows = (
        change("capitals.taught", "accuracy", 0.30, 0.90, 0.25),
        change("capitals.untaught", "accuracy", 0.30, 0.31, 0.25),
        change("agreement", "accuracy", 0.80, 0.60, 0.5),
        change("capitals.taught", "log_prob", -4.0, -1.0, None),
        change("held_out.factbook", "bits_per_byte", 1.60, 1.40, None),
        change("held_out.kjv", "bits_per_byte", 1.50, 1.51, None),
    )
    return placed(Comparison(before="0" * 32, after="1" * 32, rows=rows), "compare", "c0")


def change(task: str, metric: str, before: float, after: float, chance: float | None) -> Change:
    d = after - before
    difference = Interval(centre=d, low=d - 0.05, high=d + 0.05)
    return Change(
        task=task, metric=metric, before=before, after=after, difference=difference, chance=chance, examples=200
    )


def made_story() -> Story:
    cells = made_cells()
    laws = (made_law("valley", cells), made_law("chinchilla.isoflop", cells, made_minima()))
    plan = made_plan(laws[0])
    target = made_run(208, 1e13, 0.002, is_target=True, seal=sealed(plan).sealed)
    meter = {"seconds": 21.5, "cpu_seconds": 20.1, "peak_bytes": 4e8, "flops": 1e12, "training_seconds": 20.0}
    rows = (("capitals", "accuracy", "rises", 0.11, 3.2e11), ("addition", "accuracy", "flat", 0.001, None))
    trends = tuple(
        Trend(task=task, metric=metric, label=label, slope=Interval(centre=s, low=s - 0.02, high=s + 0.02),
              leaves_chance_at=leaves, models=26)
        for task, metric, label, s, leaves in rows
    )  # fmt: skip
    return Story(
        name="tiny",
        corpus=made_corpus(),
        tokens=made_tokens(),
        cells=cells,
        laws=laws,
        plan=plan,
        target=target,
        scores=tuple(made_scores((*cells, target))),
        trends=placed(Trends(rows=trends), "trend", "7e"),
        verdicts=(made_verdict(), made_verdict("not resolvable here")),
        adapted=placed(target.model_copy(update={"tokens": target.tokens + 50_000}), "adapt", "ad"),
        comparison=made_comparison(),
        stages={
            "curate": (meter,),
            "ladder": (meter,) * 25,
            "target": ({**meter, "seconds": 300.0, "cpu_seconds": 290.0},),
        },
    )


def stand_in(law: Law, flops: Any, params: Any = None) -> tuple[Any, Any, Any]:
    """What `laws.predict` says, of the law that the story was made from."""
    centre = np.array([loss(*optimum(C)) for C in np.atleast_1d(flops)])
    return centre, centre * 0.98, centre * 1.02


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr("foretell.report.charts.law.predict", stand_in)
    return made_story()


@pytest.fixture
def bare(story: Story) -> Story:
    """The same story without scores, trends, verdicts, alternatives, meters and adaptation."""
    plan = story.plan.model_copy(update={"alternatives": (), "backtests": (), "falls": (), "warnings": ()})
    nothing = {"verdicts": (), "stages": {}, "adapted": None, "comparison": None}
    return dataclasses.replace(story, plan=plan, scores=(), trends=Trends(rows=()), **nothing)
