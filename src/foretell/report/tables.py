"""The figures of a journey as tables that anything reads: each as CSV and as Parquet, with the same rows and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from foretell.laws.abilities.trend import best_of_each_compute
from foretell.models.flops import effective_params
from foretell.nouns import Comparison, Forecast, Law, Run
from foretell.report.charts.sources import fates
from foretell.report.records import address
from foretell.report.sheet import Sheet, write_csv, write_parquet
from foretell.report.story import Story


def write_tables(story: Story, folder: Path) -> list[Path]:
    """Write every table of `story` as NAME.csv and NAME.parquet, and return the files.

    `foretell fit runs.csv` and `foretell trend scores.csv` read them as they are. The target is no row of runs, so
    that a fit to them is that of the journey.
    """
    written = []
    for sheet in sheets(story):
        for path, write in (
            (folder / f"{sheet.name}.csv", write_csv),
            (folder / f"{sheet.name}.parquet", write_parquet),
        ):
            write(path, sheet)
            written.append(path)
    return written


def sheets(story: Story) -> list[Sheet]:
    """The tables: runs, target, scores, trends, laws, forecasts, changes (by adaptation), sources."""
    return [
        Sheet("runs", RUN, [_run(run) for run in story.cells]),
        Sheet("target", RUN, [_run(run) for run in (story.target, story.adapted) if run is not None]),
        _scores(story),
        _trends(story),
        Sheet("laws", LAW, [row for law in story.laws for row in _law(law)]),
        Sheet("forecasts", FORECAST, _forecasts(story)),
        Sheet("changes", CHANGE, _changes(story.comparison) if story.comparison else []),
        _sources(story),
    ]


RUN: Mapping[str, type] = {
    "width": int, "layers": int, "params": int, "params_no_embed": int, "params_effective": float, "tokens": int,
    "flops": float, "epochs": float, "bits_per_byte": float, "seed": int, "budget": float, "diverged": str,
    "address": str,
}  # fmt: skip
SCORE: Mapping[str, type] = {
    "flops": float, "params": int, "tokens": int, "task": str, "metric": str, "value": float, "error": float,
    "chance": float, "examples": int, "is_best_of_compute": bool, "model": str, "address": str,
}  # fmt: skip
LAW: Mapping[str, type] = {
    "form": str, "coefficient": str, "value": float, "low": float, "high": float, "level": float, "runs": int,
    "address": str,
}  # fmt: skip
FORECAST: Mapping[str, type] = {
    "route": str, "is_judged": bool, "centre": float, "low": float, "high": float, "level": float, "flops": float,
    "params": float, "tokens": float, "multiple": float, "found": float, "address": str,
}  # fmt: skip
CHANGE: Mapping[str, type] = {
    "task": str, "metric": str, "before": float, "after": float, "difference": float, "low": float, "high": float,
    "level": float, "chance": float, "examples": int, "address": str,
}  # fmt: skip


def _run(run: Run) -> list[Any]:
    shape, rung = run.rung.shape, run.rung
    sizes = [shape.width, shape.layers, run.params, run.params_no_embed, effective_params(shape), run.tokens]
    found = [run.flops, run.epochs, run.bits_per_byte, rung.seed, rung.budget, run.diverged]
    return [*sizes, *found, address(run)]


def _scores(story: Story) -> Sheet:
    """One row a measure, under the digest of its model. The journey's trends are of the best models of each compute."""
    best = {address(scores) for scores in best_of_each_compute(story.scores)}
    rows = []
    for scores in story.scores:
        where, sizes = address(scores), [scores.flops, scores.params, scores.tokens]
        for m in scores.measures:
            measured = [m.task, m.metric, m.value, m.error, m.chance, m.examples]
            rows.append([*sizes, *measured, where in best, scores.run, where])
    return Sheet("scores", SCORE, rows)


def _trends(story: Story) -> Sheet:
    columns = {"task": str, "metric": str, "label": str, "slope": float, "low": float, "high": float, "level": float}
    rows = [
        [
            t.task,
            t.metric,
            t.label,
            t.slope.centre,
            t.slope.low,
            t.slope.high,
            t.slope.level,
            t.leaves_chance_at,
            t.models,
        ]
        for t in story.trends.rows
    ]
    where = address(story.trends)
    return Sheet(
        "trends", columns | {"leaves_chance_at": float, "models": int, "address": str}, [[*row, where] for row in rows]
    )


def _law(law: Law) -> Iterable[list[Any]]:
    """One row a coefficient or exponent, with its interval where it has one."""
    values = law.coefficients | {"params_exponent": law.params_exponent, "tokens_exponent": law.tokens_exponent}
    for name, value in values.items():
        span = law.intervals.get(name)
        ends = [span.low, span.high, span.level] if span else [None, None, None]
        yield [law.form, name, value, *ends, law.runs, address(law)]


def _forecasts(story: Story) -> list[list[Any]]:
    """The forecast that is judged, then those named beside it."""

    def row(f: Forecast, is_judged: bool) -> list[Any]:
        sizes = [f.flops, f.params, f.tokens, f.multiple]
        return [f.route, is_judged, f.centre, f.low, f.high, f.level, *sizes, story.found, address(story.plan)]

    return [row(story.plan.forecast, True), *(row(f, False) for f in story.plan.alternatives)]


def _changes(comparison: Comparison) -> list[list[Any]]:
    """What adaptation changed, over the same examples."""
    return [
        [
            c.task,
            c.metric,
            c.before,
            c.after,
            d.centre,
            d.low,
            d.high,
            d.level,
            c.chance,
            c.examples,
            address(comparison),
        ]
        for c, d in ((change, change.difference) for change in comparison.rows)
    ]


def _sources(story: Story) -> Sheet:
    """What became of each source's documents."""
    where = address(story.corpus)
    rows = [[name, fate, n, where] for name, count in story.corpus.sources.items() for fate, n in fates(count)]
    return Sheet("sources", {"source": str, "fate": str, "documents": int, "address": str}, rows)
