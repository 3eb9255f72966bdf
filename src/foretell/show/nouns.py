"""Each noun as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from foretell.lab import meter_of
from foretell.models.flops import effective_params
from foretell.nouns import Comparison, Corpus, Curve, Forecast, Law, Noun, Plan, Run, Scores, Trends, Verdict
from foretell.show.digits import signed, span
from foretell.show.laws import curve, law
from foretell.show.lines import out, table, warn


def noun(value: Noun) -> None:
    """Any noun: in its own way if it has one, else its facts; then what it cost."""
    kinds: dict[type[Noun], Callable[[Any], None]] = {
        Comparison: comparison,
        Corpus: corpus,
        Curve: curve,
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


def forecast(value: Forecast) -> str:
    """A forecast in one line."""
    return f"{value.centre:.4f} [{value.low:.4f}, {value.high:.4f}] by {value.route}"


def plan(value: Plan) -> None:
    """What the budget buys, the forecast, and the alternatives beside it."""
    out.print(f"budget    {value.flops:.3g} FLOPs, {value.forecast.multiple:.3g} × the largest run")
    N = value.params
    out.print(f"params    {N.centre:.4g} ({N.low:.3g} … {N.high:.3g}), effective: training FLOPs a token / 6")
    out.print(f"tokens    {value.tokens.centre:.4g} ({value.tokens.low:.3g} … {value.tokens.high:.3g})")
    if value.rung:
        rung = value.rung
        sizes = f"{effective_params(rung.shape):.4g} effective parameters, {rung.tokens:.4g} tokens"
        out.print(f"shape     width {rung.shape.width}, {rung.shape.layers} layers, {rung.last_step} steps: {sizes}")
        out.print(f"rates     Muon {rung.matrix_rate:g}, AdamW {rung.other_rate:g}, batch {rung.sequences} windows")
    out.print(f"forecast  {forecast(value.forecast)}")
    for other in value.alternatives:
        out.print(f"   beside it: {forecast(other)}")
    if value.falls:
        out.print("falls of the lowest loss from budget to budget: " + ", ".join(f"{f:.1f} %" for f in value.falls))
    warn(value.warnings)


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


def comparison(value: Comparison) -> None:
    """What was gained, what was forgotten, and what did not change as far as can be told."""
    heads = ("", "task", "metric", "before", "after", "difference", "interval", "chance", "examples")
    order = ("gained", "forgot", "unchanged")
    rows = [
        (
            *(row.outcome, row.task, row.metric, f"{row.before:.4f}", f"{row.after:.4f}"),
            *(signed(row.difference), span(row.difference)),
            *("" if row.chance is None else f"{row.chance:.4f}", row.examples),
        )
        for row in sorted(value.rows, key=lambda row: order.index(row.outcome))
        if row.metric in ("accuracy", "bits_per_byte")
    ]
    table("", heads, rows)
    further = sorted({row.metric for row in value.rows} - {"accuracy", "bits_per_byte"})
    if further:
        out.print(f"--json has {', '.join(further)} too")


def trends(value: Trends) -> None:
    """How each score moves over the ladder."""
    rows = [
        (t.task, t.metric, t.label, signed(t.slope), span(t.slope), _flops(t.leaves_chance_at), t.models)
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
