"""What a walked recipe ends with: foretold beside found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foretell.lab import meter_of
from foretell.nouns import Change, Corpus, Forecast, Run, Tokens
from foretell.planning import meters_near
from foretell.planning.cost import Cost, ahead
from foretell.show.cost import cost_ahead, energy
from foretell.show.lines import out, warn
from foretell.show.nouns import forecast
from foretell.watch import spelled

if TYPE_CHECKING:
    from foretell.journey import Journey

ADAPTED = ("accuracy", "bits_per_byte")  # the measures that are told at the end


def kept(corpus: Corpus) -> str:
    """How many documents were kept, and what most of the others were dropped for, in one line."""
    read = sum(count.read for count in corpus.sources.values())
    whole = sum(count.train + count.held_out for count in corpus.sources.values())
    reasons: Counter[str] = Counter()
    for count in corpus.sources.values():
        reasons.update(count.dropped)
    said = f"      kept {whole:,} of {read:,} documents"
    if not reasons:
        return said
    why = ", ".join(f"{reason} {n:,}" for reason, n in reasons.most_common(3))
    return f"{said}; dropped: {why}{', …' if len(reasons) > 3 else ''} (foretell show corpus --dropped REASON)"


def seal(journey: Journey) -> str:
    """The sealed forecast and what the target would take, in one line, before it is trained."""
    cost = target_cost(journey)
    would = "" if math.isnan(cost.seconds) else f"; the target would take about {spelled(cost.seconds)}, {energy(cost)}"
    return f"      sealed: {forecast(journey.plan.forecast)}{would}"


def target_cost(journey: Journey) -> Cost:
    """What the planned target would take, by the meters of the ladder's runs of the size nearest to it."""
    rung = journey.plan.rung
    meters = meters_near(rung.shape, journey.runs) if rung else [meter_of(run) for run in journey.runs]
    return ahead(journey.plan.forecast.flops, meters)


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
    if reached(until, "plan"):
        told["foretold"] = journey.plan.forecast.model_dump(mode="json")
        told["warnings"] = list(journey.plan.warnings)
        told["refused"] = journey.refused
        would_take = target_cost(journey)
        told["would_take"] = None if math.isnan(would_take.seconds) else asdict(would_take)
    if reached(until, "target"):
        told |= judged(journey.plan.forecast, journey.target)
    if reached(until, "adapt") and journey.comparison:
        told["adapted"] = [change(row) for row in journey.comparison.rows if row.metric in ADAPTED]
    if journey.adapted and journey.adapted.diverged:
        told["notes"].append(f"the adaptation diverged ({journey.adapted.diverged})")
    if until == "report":
        told["page"] = str(journey.page)
    return told


def reached(until: str, stage: str) -> bool:
    """Whether a walk until one stage has passed another."""
    from foretell.journey import STAGES

    return STAGES.index(until) >= STAGES.index(stage)


def change(row: Change) -> dict[str, Any]:
    """What adaptation did to one measure, as plain values."""
    facts = row.model_dump(mode="json", include={"task", "metric", "before", "after", "difference"})
    return {**facts, "outcome": row.outcome}


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
    adapted_lines(told.get("adapted", ()))
    warn(told.get("notes", ()), "note")
    warn(told.get("warnings", ()))
    warn([f"{form} does not stand beside it: {why}" for form, why in told.get("refused", {}).items()], "note")
    if "page" in told:
        out.print(f"page      {told['page']}")
    out.print(f"steps     {told['ran']} done now, {told['remembered']} remembered")


def adapted_lines(changes: Sequence[Mapping[str, Any]]) -> None:
    """What adaptation gained, and what it forgot; what did not change is on the page."""
    for outcome in ("gained", "forgot"):
        rows = [row for row in changes if row["outcome"] == outcome]
        moved = (f"{r['task'].replace('_', ' ')} {r['before']:.3f} → {r['after']:.3f}" for r in rows)
        if rows:
            out.print(f"{outcome:9} {', '.join(moved)}")
