"""Which law extrapolates: python benchmarks/forms.py FOLDER [RATIO]  (what FOLDER holds: see public_ladders.py)

Every law of loss over size and compute is fitted to every published ladder below growing cuts in compute, and asked for
all runs above. For each ladder and law are printed the errors 100 ln(predicted / found) of all runs and of the best of
their budgets, how often intervals that say 80 % held a run, and how ln N* at the ladder's largest compute drifts from
the first cut to the last. Then a line a law over all ladders, the same by distance, and by the compute that the fitted
runs span. A ladder that differs from another only in how it is counted is left out of what is said over all. Runs of
less than RATIO tokens a parameter are left out, if it is given.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from judging import Answers, Cuts, answered, beside, drift, judged, mean_absolute, pooled, winner
from public_ladders import Ladder, public_ladders

from foretell.laws import FORMS

YARDSTICK = "chinchilla.parametric"
DISTANCES = {"1-3 ×": (0.0, 3.0), "3-10 ×": (3.0, 10.0), "> 10 ×": (10.0, np.inf)}
SPANS = {"≤ 100 ×": (0.0, 101.0), "> 100 ×": (101.0, np.inf)}  # a budget is met in whole steps
Measure = Callable[[Answers], float]
ByForm = Mapping[str, Cuts]


def _of_best(found: Answers) -> float:
    return float(np.abs(found.error[found.is_best]).mean()) if found.is_best.any() else float("nan")


MEASURES: dict[str, Measure] = {
    "median error, %": lambda found: float(np.median(found.error)),
    "mean": lambda found: float(found.error.mean()),
    "median without sign": lambda found: float(np.median(np.abs(found.error))),
    "mean without sign": lambda found: float(np.abs(found.error).mean()),
    "of the best runs": _of_best,
    "inside its own 80 %": lambda found: 100.0 * float(found.own.mean()),
    "by 1.4 % an e-fold": lambda found: 100.0 * float(found.by_rule.mean()),
    "by its own miss": lambda found: 100.0 * float(found.by_miss.mean()),
    "half width, %": lambda found: float(np.median(found.width)),
}


def of_ladder(ladder: Ladder, by_form: ByForm) -> str:
    """A ladder's table, a line a law, and below it why laws were refused."""
    t, cuts = ladder.table, list(next(iter(by_form.values())))
    at = ", ".join(f"{below:.2g}" for below in cuts) or "none"
    head = f"**{ladder.name}**: {len(t)} runs, {t.flops.min():.2g} to {t.flops.max():.2g} FLOPs, cuts at {at}"
    lines = ["", head, "", *header(["cuts", "asked", *MEASURES, "drift of ln N*"])]
    for name, found in by_form.items():
        there = answered(found)
        pool = pooled(there.values())
        asked = [f"{len(there)} of {len(cuts)}", str(len(pool) if pool else 0)]
        lines.append(line(name, [*asked, *medians([pool] if pool else []), number(drift(found))]))
    return "\n".join([*lines, "", *refusals(by_form)])


def refusals(by_form: ByForm) -> list[str]:
    """At how many cuts each law was refused, and the first sentence by which it was."""
    told = []
    for name, cuts in by_form.items():
        sentences = [each for each in cuts.values() if isinstance(each, str)]
        if sentences:
            told.append(f"- `{name}` refused at {len(sentences)} of {len(cuts)}: {sentences[0]}")
    return told


def at_a_glance(by_ladder: Mapping[str, ByForm]) -> str:
    """Mean error without sign, a line a ladder and a column a law; with * where the law did not answer at every cut."""
    lines = [f"| ladder | {' | '.join(f'`{name}`' for name in FORMS)} |", f"|{'---|' * (len(FORMS) + 1)}"]
    for ladder, by_form in by_ladder.items():
        cells = []
        for cuts in (by_form[name] for name in FORMS):
            there = answered(cuts)
            told = number(mean_absolute(there.values()) if there else None)
            cells.append(told + ("*" if 0 < len(there) < len(cuts) else ""))
        lines.append(f"| {ladder} | {' | '.join(cells)} |")
    return "\n".join(lines)


def over_all(every: Sequence[ByForm]) -> str:
    """A line a law: in how many ladders it was fitted, medians over these ladders, and in how many it was best."""
    best = Counter(winner(by_form) for by_form in every)
    lines = header(["ladders", "cuts", *MEASURES, "drift without sign", "best in", "error to the parametric law's"])
    for name in FORMS:
        cuts = [by_form[name] for by_form in every]
        there = [pool for pool in (pooled(answered(each).values()) for each in cuts) if pool]
        counts = [f"{len(there)} of {len(every)}", f"{sum(len(answered(c)) for c in cuts)} of {sum(map(len, cuts))}"]
        drifts = [abs(each) for each in map(drift, cuts) if each is not None]
        ratios = [ratio for ratio in (beside(each[name], each[YARDSTICK]) for each in every) if ratio is not None]
        lines.append(line(name, [*counts, *medians(there), middle(drifts), str(best[name]), middle(ratios)]))
    return "\n".join(lines)


def by_part(every: Sequence[ByForm], what: str, parts: Mapping[str, tuple[float, float]]) -> str:
    """A line a law and part, for the runs of which `what`, a column of `Answers`, lies above one end up to the other:
    medians over the ladders that have such."""
    lines = header([what, "ladders", "asked", *MEASURES])
    for name in FORMS:
        pools = [pool for by_form in every if (pool := pooled(answered(by_form[name]).values()))]
        for part, (low, high) in parts.items():
            within = [pool.where((getattr(pool, what) > low) & (getattr(pool, what) <= high)) for pool in pools]
            there = [each for each in within if len(each)]
            lines.append(line(name, [part, str(len(there)), str(sum(map(len, there))), *medians(there)]))
    return "\n".join(lines)


def header(columns: Sequence[str]) -> list[str]:
    return [f"| law | {' | '.join(columns)} |", f"|{'---|' * (len(columns) + 1)}"]


def line(name: str, cells: Sequence[str]) -> str:
    return f"| `{name}` | {' | '.join(cells)} |"


def medians(pools: Sequence[Answers]) -> list[str]:
    """Each measure's median over ladders."""
    return [middle([measure(pool) for pool in pools]) for measure in MEASURES.values()]


def middle(values: Sequence[float]) -> str:
    known = [value for value in values if np.isfinite(value)]
    return number(median(known) if known else None)


def number(value: float | None) -> str:
    """Two digits behind the point below 10, none above; a dash for what is not known."""
    if value is None:
        return "–"
    told = f"{value:.2f}" if abs(value) < 9.995 else f"{value:.0f}"
    return told.replace("-", "" if float(told) == 0.0 else "−")


def past(ladder: Ladder, ratio: float) -> Ladder:
    """The ladder's runs of at least so many tokens a parameter."""
    t = ladder.table
    return replace(ladder, table=t.where(t.tokens >= ratio * t.params))


def main(folder: str, ratio: float = 0.0) -> None:
    """Print the tables."""
    by_ladder = {}
    for ladder in (past(ladder, ratio) for ladder in public_ladders(Path(folder))):
        by_form = {name: judged(name, ladder.table) for name in FORMS}
        print(of_ladder(ladder, by_form), flush=True)
        if not ladder.is_recount:
            by_ladder[ladder.name] = by_form
    every = list(by_ladder.values())
    print(f"\n**Mean error without sign, %**\n\n{at_a_glance(by_ladder)}")
    print(f"\n**Over {len(every)} ladders**, medians over them\n\n{over_all(every)}")
    print(f"\n**By distance**: compute over the largest that was fitted\n\n{by_part(every, 'multiple', DISTANCES)}")
    print(f"\n**By span**: the largest compute that was fitted over the least\n\n{by_part(every, 'span', SPANS)}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("Name the folder of the published tables: python benchmarks/forms.py FOLDER [RATIO]")
    main(sys.argv[1], *map(float, sys.argv[2:]))
