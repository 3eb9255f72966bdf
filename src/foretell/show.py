"""What a person reads of a result: nouns as lines and tables on a terminal."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from foretell.lab import meter_of
from foretell.nouns import Corpus, Forecast, Interval, Law, Noun, Plan, Run, Scores, Tokens, Trends, Verdict
from foretell.planning.cost import Cost, ahead
from foretell.watch import spelled

if TYPE_CHECKING:
    from foretell.recipe import Journey

PIPED_WIDTH = 160  # columns, where the output is no terminal
out = Console(highlight=False, markup=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A plain table; numbers are written by the caller."""
    grid = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    out.print(grid)


def pairs(values: Mapping[str, str]) -> None:
    """Names and what they stand for."""
    table("", ("name", ""), list(values.items()))


def noun(value: Noun) -> None:
    """Any noun: in its own way if it has one, else its facts; then what it cost."""
    kinds: dict[type[Noun], Callable[[Any], None]] = {
        Corpus: corpus,
        Law: law,
        Plan: plan,
        Run: run,
        Scores: scores,
        Trends: trends,
        Verdict: verdict,
    }
    kinds.get(type(value), facts)(value)
    meter = meter_of(value)
    if meter:
        peak = meter["peak_bytes"] / 2**20
        out.print(
            f"\n{meter['seconds']:.1f} s, {meter['cpu_seconds']:.1f} CPU-s, at most {peak:.0f} MiB ({meter['device']})"
        )
    if value.home and value.home.address:
        out.print(f"record: {value.home.address}")


def facts(value: Noun) -> None:
    """The facts as they are stored."""
    out.print(json.dumps(value.model_dump(mode="json"), indent=1, ensure_ascii=False))


def corpus(value: Corpus) -> None:
    """Documents read, kept and dropped, by source and reason."""
    rows = [
        (name, count.read, count.train, count.held_out, f"{count.bytes_train:,}", f"{count.bytes_held_out:,}")
        for name, count in value.sources.items()
    ]
    table("documents", ("source", "read", "train", "held out", "train bytes", "held-out bytes"), rows)
    reasons = [(name, reason, n) for name, count in value.sources.items() for reason, n in count.dropped.items()]
    if reasons:
        out.print()
        table("dropped", ("source", "reason", "documents"), reasons)


def documents(rows: Sequence[Mapping[str, Any]]) -> None:
    """Dropped documents, each with the start of its text."""
    for row in rows:
        detail = f" ({row['detail']})" if row.get("detail") else ""
        start = " ".join(str(row["text"])[:300].split())
        out.print(f"{row['source']}/{row['id']}: {row['reason']}{detail}\n    {start}\n")


def law(value: Law) -> None:
    """A law with its intervals, what was left out, and its warnings."""
    out.print(f"{value.form}, fitted to {value.runs} runs; objective {value.objective:.10g}")
    held = {**value.coefficients, "params_exponent": value.params_exponent, "tokens_exponent": value.tokens_exponent}
    rows = [(name, f"{number:.6g}", _range(value.intervals.get(name))) for name, number in held.items()]
    table("", ("", "value", "interval"), rows)
    for reason, n in value.excluded.items():
        out.print(f"left out: {n} × {reason}")
    if value.backtest:
        test = value.backtest
        out.print(
            f"back-test: fitted below {test.fitted_below:.3g} FLOPs, it errs by {test.error_percent:+.2f} % above"
        )
    _warn(value.warnings)


def _range(interval: Interval | None) -> str:
    return f"{interval.low:.6g} … {interval.high:.6g} ({interval.level:.0%})" if interval else ""


def forecast(value: Forecast) -> str:
    """A forecast in one line."""
    return f"{value.centre:.4f} [{value.low:.4f}, {value.high:.4f}] by {value.route}"


def plan(value: Plan) -> None:
    """What the budget buys, the forecast, and the alternatives beside it."""
    out.print(f"budget    {value.flops:.3g} FLOPs, {value.forecast.multiple:.3g} × the largest run")
    out.print(f"params    {value.params.centre:.4g} ({value.params.low:.3g} … {value.params.high:.3g})")
    out.print(f"tokens    {value.tokens.centre:.4g} ({value.tokens.low:.3g} … {value.tokens.high:.3g})")
    if value.rung:
        rung = value.rung
        out.print(f"shape     width {rung.shape.width}, {rung.shape.layers} layers, {rung.last_step} steps")
        out.print(f"rates     Muon {rung.matrix_rate:g}, AdamW {rung.other_rate:g}, batch {rung.sequences} windows")
    out.print(f"forecast  {forecast(value.forecast)}")
    for other in value.alternatives:
        out.print(f"   beside it: {forecast(other)}")
    if value.falls:
        out.print("falls of the lowest loss from budget to budget: " + ", ".join(f"{f:.1f} %" for f in value.falls))
    _warn(value.warnings)


def cost_ahead(cost: Cost) -> None:
    """What a plan's target would take on this machine, each figure with its source."""
    time = f"{spelled(cost.seconds)} ({spelled(cost.cpu_seconds)} of one core)"
    memory = f"at most {cost.memory_bytes / 2**20:.0f} MiB"
    out.print(f"would take {time}, {energy(cost)}, {memory}")
    for name, source in cost.sources.items():
        out.print(f"  {name}: {source}")


def energy(cost: Cost) -> str:
    """Energy and emissions in a few words."""
    return f"{cost.kwh:.3g} kWh, {cost.kg_co2:.3g} kg CO2e"


def seal(journey: Journey) -> str:
    """The sealed forecast and what the target would take, in one line, before it is trained."""
    cost = target_cost(journey)
    would = "" if math.isnan(cost.seconds) else f"; the target would take about {spelled(cost.seconds)}, {energy(cost)}"
    return f"      sealed: {forecast(journey.plan.forecast)}{would}"


def target_cost(journey: Journey) -> Cost:
    """What the planned target would take, by the meters of the ladder."""
    return ahead(journey.plan.forecast.flops, [meter_of(run) for run in journey.runs])


def run(value: Run) -> None:
    """One training in a few lines."""
    out.print(
        f"width {value.rung.shape.width}, {value.params:,} parameters, {value.tokens:,} tokens, {value.flops:.3g} FLOPs"
    )
    out.print(f"bits per byte: {value.bits_per_byte if value.bits_per_byte is not None else 'not measured'}")
    out.print(f"epochs: {value.epochs:g}; seed {value.rung.seed}; sealed by {value.rung.sealed or 'no plan'}")
    if value.diverged:
        out.print(f"diverged: {value.diverged}")


def scores(value: Scores) -> None:
    """Every measure with its standard error and chance line."""
    rows = [
        (
            m.task,
            m.metric,
            f"{m.value:.4f}",
            f"{m.error:.4f}",
            "" if m.chance is None else f"{m.chance:.4f}",
            m.examples,
        )
        for m in value.measures
    ]
    table("", ("task", "metric", "value", "error", "chance", "examples"), rows)


def trends(value: Trends) -> None:
    """How each score moves over the ladder."""
    rows = [
        (t.task, t.metric, t.label, f"{t.slope.centre:+.4f}", _range(t.slope), _flops(t.leaves_chance_at), t.models)
        for t in value.rows
    ]
    heads = ("task", "metric", "label", "per tenfold compute", "interval", "leaves chance at", "models")
    table("", heads, rows)


def _flops(value: float | None) -> str:
    return f"{value:.3g} FLOPs" if value else ""


def verdict(value: Verdict) -> None:
    """A study's outcome and why."""
    out.print(f"{value.verdict.upper()}: {value.claim}")
    out.print(f"{value.reason}\nexpected: {value.expected}\nsource: {value.source}")
    for name, number in value.evidence.items():
        out.print(f"  {name}: {number:g}")


def _warn(warnings: Sequence[str], kind: str = "warning") -> None:
    for warning in warnings:
        out.print(f"{kind}: {warning}")


def outcome(journey: Journey, until: str) -> dict[str, Any]:
    """What a run of a recipe ends with, as plain values."""
    lab = journey.lab
    told: dict[str, Any] = {
        "name": journey.recipe.name,
        "until": until,
        "ran": len(lab.ran),
        "remembered": len(lab.remembered),
        "names": {name: a for name, a in lab.names().items() if name.startswith(f"{journey.recipe.name}/")},
    }
    if until != "curate":
        told["notes"] = unused_text(journey.tokens)
    if until in ("plan", "target", "report"):
        told["foretold"] = journey.plan.forecast.model_dump(mode="json")
        told["warnings"] = list(journey.plan.warnings)
        told["refused"] = journey.refused
        would_take = target_cost(journey)
        told["would_take"] = None if math.isnan(would_take.seconds) else asdict(would_take)
    if until in ("target", "report"):
        told |= judged(journey.plan.forecast, journey.target)
    if until == "report":
        told["page"] = str(journey.page)
    return told


def unused_text(tokens: Tokens) -> list[str]:
    """A sentence where a mixture leaves most of the text unread, since one source ran out."""
    have = sum(count.available for count in tokens.sources.values())
    if tokens.train_tokens > have / 2:
        return []
    spare = {name: count.train / count.available for name, count in tokens.sources.items() if count.available}
    first = max(spare, key=lambda name: spare[name])
    return [
        f"{first} runs out first, so the mixture uses {tokens.train_tokens:,} of {have:,} tokens: lower its share, or "
        "give it more pages."
    ]


def judged(foretold: Forecast, target: Run) -> dict[str, Any]:
    """Found beside foretold; a target that diverged has nothing to set beside it."""
    found = target.bits_per_byte
    if found is None:
        return {"found": None, "diverged": target.diverged}
    error = 100.0 * math.log(foretold.centre / found)
    return {"found": found, "error_percent": round(error, 4), "inside": foretold.low <= found <= foretold.high}


def outcome_lines(told: Mapping[str, Any]) -> None:
    """The last lines of a run: foretold, found, and where the page lies."""
    if told["until"] == "plan" and told["would_take"]:
        cost_ahead(Cost(**told["would_take"]))
    if "foretold" in told:
        f = told["foretold"]
        out.print(
            f"foretold  {f['centre']:.4f} bits per byte, 80 % interval {f['low']:.4f} … {f['high']:.4f} ({f['route']})"
        )
    if told.get("found") is not None:
        place = "inside" if told["inside"] else "outside"
        error = f"the forecast erred by {told['error_percent']:+.2f} %"
        out.print(f"found     {told['found']:.4f} bits per byte, {place} the interval; {error}")
    elif told.get("diverged"):
        out.print(f"found     nothing: the target diverged ({told['diverged']})")
    _warn(told.get("notes", ()), "note")
    _warn(told.get("warnings", ()))
    _warn([f"{form} does not stand beside it: {why}" for form, why in told.get("refused", {}).items()], "note")
    if "page" in told:
        out.print(f"page      {told['page']}")
    out.print(f"steps     {told['ran']} done now, {told['remembered']} remembered")


def costs(told: Mapping[str, Any]) -> None:
    """The dry run: every rung and what it would cost."""
    heads = ("width", "params", "tokens", "steps", "FLOPs", "kind")
    rows = [
        (r["width"], f"{r['params']:,}", f"{r['tokens']:,}", r["steps"], f"{r['flops']:.3g}", r["kind"])
        for r in told["rungs"]
    ]
    table("rungs", heads, rows)
    out.print()
    for name, cost in told["costs"].items():
        time = f"{spelled(cost['seconds'])} ({spelled(cost['cpu_seconds'])} of one core)"
        power = f"{cost['kwh']:.4f} kWh, {cost['kg_co2']:.4f} kg CO2e"
        memory = f"at most {cost['memory_bytes'] / 2**20:.0f} MiB"
        out.print(f"{name:8} {cost['flops']:.3g} FLOPs, {time}, {power}, {memory}")
    for name, source in told["sources"].items():
        out.print(f"  {name}: {source}")
